// SPDX-License-Identifier: MIT

import Basics

/// The members of a JSON object, by name.
///
/// Names are told apart by their bytes. Swift's own texts are normalised to be hashed and compared, which takes a time
/// quadratic in the combining marks that anybody may send.
package struct JSONMembers: Sendable {
    private var values: [ExactText: JSONValue] = [:]

    package init() {}

    /// Of members with the same name, the last counts.
    package init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { self[name] = value }
    }

    package subscript(name: String) -> JSONValue? {
        get { values[ExactText(name)] }
        set { values[ExactText(name)] = newValue }
    }

    /// Whether there is such a member, and it is not null.
    package func has(_ name: String) -> Bool {
        switch self[name] {
        case nil, .null?: false
        default: true
        }
    }

    package var isEmpty: Bool { values.isEmpty }
    package var count: Int { values.count }

    /// In the order of their names' bytes.
    package var sorted: [(key: String, value: JSONValue)] {
        sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension JSONMembers: Sequence {
    package func makeIterator() -> some IteratorProtocol<(key: String, value: JSONValue)> {
        values.lazy.map { (key: $0.key.text, value: $0.value) }.makeIterator()
    }
}

extension JSONMembers: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members)
    }
}
