// SPDX-License-Identifier: MIT

import Basics

/// What no value is meant to have: it came along by copying, or was to be expanded and was not.
enum ValueFault {
    /// What is wrong with any value and how to fix it; nil for a tidy one.
    static func inText(_ text: String) -> String? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return nil }
        if first == "\u{FEFF}" { return "begins with a byte order mark: remove it" }
        if text.utf8.contains(where: ASCII.isControl) {
            return "holds a line break or another control character: remove it"
        }
        if first.properties.isWhitespace { return "begins with white space: remove it" }
        if last.properties.isWhitespace { return "ends with white space: remove it" }
        if scalars.count > 1, first == last, first == "\"" || first == "'" {
            return "is in quotation marks: remove them (Docker and Compose take a value as it stands)"
        }
        return nil
    }

    /// The same for an id, which holds no reference either.
    static func inID(_ text: String) -> String? {
        inText(text) ?? (text.contains("${") ? "${...} in it was not expanded: set the value itself" : nil)
    }

    /// The same for a credential, which is no stand-in for one either.
    static func inCredential(_ text: String) -> String? {
        if let fault = inText(text) { return fault }
        if text.utf8.starts(with: "${".utf8), text.utf8.last == UInt8(ascii: "}") {
            return "${...} was not expanded: set the value itself"
        }
        return placeholders.contains(text.lowercased())
            ? "still holds the example's placeholder: set the real one" : nil
    }

    /// What README.md and deploy hold in the place of credentials.
    private static let placeholders: Set = [
        "replace me", "replace-me", "replace_me", "changeme", "change-me", "...", "rnd_...",
    ]
}
