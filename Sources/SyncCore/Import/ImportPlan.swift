// SPDX-License-Identifier: MIT

import Basics

/// What an import writes to Infisical.
package struct ImportPlan: Sendable, Equatable {
    /// A secret's name at Infisical, free of the key schema, and its value at Render.
    package struct Entry: Sendable, Equatable {
        /// The name.
        package var key: Key
        /// The value.
        package var value: Secret

        package init(key: Key, value: Secret) {
            self.key = key
            self.value = value
        }
    }

    /// Secrets that the source's folder does not have, by key.
    package var creates: [Entry] = []
    /// Secrets whose value is replaced by Render's, by key.
    package var updates: [Entry] = []

    /// An empty plan.
    package init() {}

    /// Everything that is written.
    package var entries: [Entry] { creates + updates }

    /// Whether there is nothing to import.
    package var isEmpty: Bool { entries.isEmpty }

    /// Secrets that Infisical will hold otherwise than Render does: it strips white space at both ends.
    package var trimmed: [Key] {
        entries.filter { !InfisicalText.isKept($0.value) }.map(\.key)
    }

    /// Secrets whose value Infisical will read as a reference to another secret.
    package var references: [Key] {
        entries.filter { $0.value.exposed.contains("${") }.map(\.key)
    }
}

extension ImportPlan {
    /// What somebody should know before it is done.
    var warnings: [String] {
        var warnings: [String] = []
        if !trimmed.isEmpty {
            warnings.append(
                "Infisical strips the white space around the value of \(KeyList.text(trimmed)), "
                    + "and Render gets the stripped value with the next push")
        }
        if !references.isEmpty {
            warnings.append(
                "the value of \(KeyList.text(references)) holds ${...}, "
                    + "which Infisical reads as a reference to another secret")
        }
        return warnings
    }
}

/// How Infisical's server stores a value: without white space at both ends, a trailing line feed kept as one.
enum InfisicalText {
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
}
