// SPDX-License-Identifier: MIT

/// The name of a secret at Infisical, or of a variable or file at Render. Compared and ordered by its UTF-8 bytes.
public struct Key: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The name as text.
    public let name: String

    /// Takes any name: whether Render can hold it is the planner's question.
    public init(_ name: String) {
        self.name = name
    }

    public var description: String { name }

    /// Whether it can be the last segment of an address. `.` and `..` would lead elsewhere, to the service itself.
    public var hasAddress: Bool { !name.isEmpty && name != "." && name != ".." }

    public static func == (left: Key, right: Key) -> Bool {
        left.name.hasSameBytes(as: right.name)
    }

    public static func < (left: Key, right: Key) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(utf8Of: name)
    }
}

extension [Key] {
    /// The names.
    var json: JSONValue { .array(map { .string($0.name) }) }
}
