// SPDX-License-Identifier: MIT

/// A folder path at Infisical, normalised: one leading slash, no trailing and no double ones. Case counts.
public struct SecretPath: Sendable, Hashable, CustomStringConvertible {
    /// The folders from the root down, as UTF-8 keys.
    let levels: [Key]

    /// Normalises any spelling of a path.
    public init(_ text: String) {
        levels = text.split(separator: "/", omittingEmptySubsequences: true).map { Key(String($0)) }
    }

    /// The root folder.
    public static let root = SecretPath("/")

    public var description: String { "/" + levels.map(\.name).joined(separator: "/") }

    /// Whether this path is `other` or lies below it.
    public func isWithin(_ other: SecretPath) -> Bool {
        levels.starts(with: other.levels)
    }
}
