// SPDX-License-Identifier: MIT

import Basics

/// What Infisical's server does to a value: it stores it without white space at both ends, a trailing line feed kept as
/// one, and shows a stand-in for it to who may not read it.
enum InfisicalText {
    // MARK: White space

    /// Whether the server stores exactly this value.
    static func isKept(_ value: Secret) -> Bool {
        Secret(stored(value.exposed)) == value
    }

    /// Whether nothing of the value would be left.
    static func isBlank(_ value: Secret) -> Bool {
        value.exposed.unicodeScalars.allSatisfy(isSpace)
    }

    /// The value as the server stores it.
    static func stored(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let start = scalars.drop(while: isSpace)
        let core = start.lastIndex { !isSpace($0) }.map { String(start[...$0]) } ?? ""
        return scalars.last == "\n" ? core + "\n" : core
    }

    /// White space as JavaScript's `trim()` has it: with the byte order mark, without NEXT LINE.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.properties.isWhitespace && scalar != "\u{85}") || scalar == "\u{FEFF}"
    }

    // MARK: Hidden values

    private static let standIn = Array("<hidden-by-infisical>".utf8)

    /// Whether the value is, or contains, that stand-in.
    static func holdsStandIn(_ value: Secret) -> Bool {
        var text = value.exposed
        return text.withUTF8 { text in
            guard text.count >= standIn.count else { return false }
            return (0...text.count - standIn.count).contains { start in
                text[start] == standIn[0] && text[start..<start + standIn.count].elementsEqual(standIn)
            }
        }
    }
}
