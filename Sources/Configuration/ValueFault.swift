// SPDX-License-Identifier: MIT

import Basics

/// Mistakes in a value: copied along by accident, or an unexpanded variable.
enum ValueFault {
    static let controlCharacter = "holds a line break or another control character: remove it"
    static let plainHTTP = "plain http goes to loopback only: use https, or set \(ConnectionSettings.allowHTTP)=true"
    static let empty = "is set but empty: give it a value or unset it"

    /// What is wrong with any value and how to fix it; nil for a tidy one.
    static func inText(_ text: String) -> String? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return nil }
        if first == "\u{FEFF}" { return "begins with a byte order mark: remove it" }
        if text.utf8.contains(where: ASCII.isControl) {
            return controlCharacter
        }
        if first.properties.isWhitespace { return "begins with white space: remove it" }
        if last.properties.isWhitespace { return "ends with white space: remove it" }
        return quotation(around: text)
    }

    static func quotation(around text: String) -> String? {
        guard text.utf8.count > 1, let mark = text.utf8.first, mark == text.utf8.last else { return nil }
        guard mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") else { return nil }
        return "is in quotation marks: remove them (Docker and Compose take a value as it stands)"
    }

    /// The same for a value that is never meant to hold a reference: every one but a credential and free text.
    static func inSetting(_ text: String) -> String? {
        if let fault = inText(text) { return fault }
        if text.contains("${") { return "${...} in it was not expanded: set the value itself" }
        guard text.utf8.first == UInt8(ascii: "$"), ASCII.isWord(String(text.dropFirst()), and: "_") else { return nil }
        return "$NAME was not expanded: set the value itself"
    }

    /// The same for an id at Infisical. `what` is named by it.
    static func inID(_ text: String, of what: StaticString, _ advice: StaticString) -> String? {
        inSetting(text) ?? standIn(text)
            ?? (ASCII.isWord(text, and: "-_") ? nil : "expected \(what)'s id, not a name or an address: \(advice)")
    }

    /// The same for an id at Render.
    static func inRenderID(_ text: String) -> String? { inSetting(text) ?? standIn(text) }

    /// The same for an environment.
    static func inEnvironment(_ text: String) -> String? {
        let isSlug = text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && !"/:?#$".unicodeScalars.contains($0)
        }
        return inSetting(text)
            ?? (isSlug ? nil : "expected the environment's slug, such as prod, not a name or an address")
    }

    /// The same for a folder's path.
    static func inPath(_ text: String) -> String? {
        inSetting(text)
            ?? (text.contains("://") ? "expected a folder's path, such as /backend/api, not an address" : nil)
    }

    /// The same for a credential, which is no stand-in for one either.
    static func inCredential(_ text: String) -> String? {
        if let fault = inText(text) { return fault }
        if text.utf8.starts(with: "${".utf8), text.utf8.last == UInt8(ascii: "}") {
            return "${...} was not expanded: set the value itself"
        }
        return standIn(text)
    }

    private static func standIn(_ text: String) -> String? {
        placeholders.contains(text.lowercased()) ? "still holds the example's placeholder: set the real one" : nil
    }

    /// What README.md and deploy hold in the place of credentials and ids.
    private static let placeholders: Set = [
        "replace me", "replace-me", "replace_me", "changeme", "change-me", "...", "rnd_...", "srv-...", "evg-...",
        "srv-replace-me", "evg-replace-me",
    ]
}
