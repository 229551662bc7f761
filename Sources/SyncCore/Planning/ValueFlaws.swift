// SPDX-License-Identifier: MIT

import Basics

/// What a value looks as if it should not be.
struct ValueFlaws: OptionSet {
    let rawValue: Int

    /// A `${NAME}` that Infisical could not resolve is left in it.
    static let reference = ValueFlaws(rawValue: 1)
    /// It only stands in for a value.
    static let placeholder = ValueFlaws(rawValue: 2)
    /// White space at an end.
    static let whiteSpace = ValueFlaws(rawValue: 4)

    init(rawValue: Int) { self.rawValue = rawValue }

    /// A file's last line ends with a line feed, which is no flaw.
    init(of secret: Secret, kind: SyncDestination.Kind) {
        self = []
        var text = secret.exposed
        if text.withUTF8(Self.holdsReference) { insert(.reference) }
        if Placeholder.matches(text) { insert(.placeholder) }
        var scalars = text.unicodeScalars[...]
        if kind == .file, scalars.last == "\n" { scalars.removeLast() }
        if scalars.first.map(InfisicalText.isSpace) == true || scalars.last.map(InfisicalText.isSpace) == true {
            insert(.whiteSpace)
        }
    }

    /// `${NAME}` with the characters that names, environments and paths of a reference may have.
    private static func holdsReference(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var start: Int?
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: "{"), index > 0, text[index - 1] == UInt8(ascii: "$") {
                start = index
            } else if let opened = start {
                if byte == UInt8(ascii: "}"), index > opened + 1 { return true }
                if !isOfReference(byte) { start = nil }
            }
        }
        return false
    }

    private static func isOfReference(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || ("_-./" as StaticString).contains(byte) || byte >= 0x80
    }
}
