// SPDX-License-Identifier: MIT

import Basics
import JSON

/// The name of a secret at Infisical, or of a variable or file at Render. Compared and ordered by its UTF-8 bytes.
package struct Key: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The name as text.
    package let name: String

    /// Takes any name: whether Render can hold it is the planner's question.
    package init(_ name: String) {
        self.name = name
    }

    package var description: String { name }

    /// Whether it can be the last segment of an address. `.` and `..` would lead elsewhere, to the service itself.
    package var hasAddress: Bool { !name.isEmpty && name != "." && name != ".." }

    package static func == (left: Key, right: Key) -> Bool {
        left.name.hasSameBytes(as: right.name)
    }

    package static func < (left: Key, right: Key) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(utf8Of: name)
    }
}

extension [Key] {
    /// The names.
    var json: JSONValue { .array(map { .string($0.name) }) }
}

/// A key and the value that it has, or is to have.
package struct Entry: Sendable, Equatable {
    package var key: Key
    package var value: Secret

    package init(key: Key, value: Secret) {
        self.key = key
        self.value = value
    }
}
