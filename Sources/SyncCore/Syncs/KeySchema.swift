// SPDX-License-Identifier: MIT

import Basics

/// What is wrong with a key schema.
package enum KeySchemaError: Error, Sendable, Equatable {
    /// More than 255 characters.
    case tooLong
    /// `{{secretKey}}` is missing or stands more than once.
    case notOnePlaceholder
    /// A character other than letters, digits, `_`, `/` and `-` outside the placeholders.
    case badCharacter
}

/// How a secret's name becomes a destination key: a prefix and a suffix, either of which may be empty.
///
/// The rule is Infisical's own (`{{secretKey}}` once, `{{environment}}` any number of times).
package struct KeySchema: Sendable, Equatable {
    /// Bytes before the secret's name.
    package let prefix: String
    /// Bytes after the secret's name.
    package let suffix: String

    /// The schema of a sync that has none: names stay as they are and every key is managed.
    package static let identity = KeySchema(prefix: "", suffix: "")

    private init(prefix: String, suffix: String) {
        self.prefix = prefix
        self.suffix = suffix
    }

    /// Reads a template and fills in the environment's slug.
    package init(_ template: String, environment: String) throws(KeySchemaError) {
        guard template.count <= 255 else { throw .tooLong }
        let halves = Self.pieces(of: template, around: "{{secretKey}}")
            .map { Self.pieces(of: $0, around: "{{environment}}") }
        guard halves.count == 2 else { throw .notOnePlaceholder }
        guard halves.joined().joined().utf8.allSatisfy(Self.isAllowed) else { throw .badCharacter }
        self.init(
            prefix: halves[0].joined(separator: environment), suffix: halves[1].joined(separator: environment))
    }

    /// Whether every key is a managed one.
    package var managesEveryKey: Bool { prefix.isEmpty && suffix.isEmpty }

    /// The destination key of a secret.
    package func destinationKey(for source: Key) -> Key {
        Key(prefix + source.name + suffix)
    }

    /// The secret's name behind a destination key; nil when the key is not managed.
    ///
    /// A key that is only prefix and suffix is not managed. With a slash in either, the middle has none.
    package func sourceKey(for destination: Key) -> Key? {
        let bytes = Array(destination.name.utf8)
        let (head, tail) = (Array(prefix.utf8), Array(suffix.utf8))
        guard bytes.count > head.count + tail.count, bytes.starts(with: head), bytes.suffix(tail.count) == tail[...]
        else { return nil }
        let middle = bytes[head.count..<bytes.count - tail.count]
        let slash = UInt8(ascii: "/")
        if head.contains(slash) || tail.contains(slash), middle.contains(slash) { return nil }
        return Key(String(decoding: middle, as: UTF8.self))
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || ("_/-" as StaticString).contains(byte)
    }

    private static func pieces(of text: String, around separator: String) -> [String] {
        text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
