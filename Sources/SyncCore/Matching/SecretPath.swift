// SPDX-License-Identifier: MIT

/// A folder path at Infisical, normalised: one leading slash, no trailing and no double ones. Case counts.
package struct SecretPath: Sendable, Hashable, CustomStringConvertible {
    /// The folders from the root down, as UTF-8 keys.
    let levels: [Key]

    /// Normalises any spelling of a path.
    package init(_ text: String) {
        levels = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true)
            .map { Key(String(decoding: $0, as: UTF8.self)) }
    }

    /// The root folder.
    package static let root = SecretPath("/")

    package var description: String { "/" + levels.map(\.name).joined(separator: "/") }

    /// Whether this path is `other` or lies below it.
    package func isWithin(_ other: SecretPath) -> Bool {
        levels.starts(with: other.levels)
    }
}
