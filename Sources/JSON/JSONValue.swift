// SPDX-License-Identifier: MIT

/// Any JSON value: what is written, and what is read from documents that are short or may hold anything.
package enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A number that is whole.
    case whole(Int64)
    /// Any other number.
    case number(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Members by name.
    case object(JSONMembers)

    /// Reads a document.
    package init(json: [UInt8]) throws(JSONReader.Malformed) {
        self = try JSONReader.read(json) { (reader) throws(JSONReader.Malformed) in try reader.value() }
    }

    /// The member of this name, when this is an object that has it. One that is null counts as absent.
    package subscript(name: String) -> JSONValue? {
        guard let member = object?[name] else { return nil }
        if case .null = member { return nil }
        return member
    }

    /// The number, when this is a whole one.
    package var whole: Int64? {
        if case .whole(let value) = self { value } else { nil }
    }

    /// The truth value, when this is one.
    package var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The text, when this is one.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The members, when this is an object.
    package var object: JSONMembers? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The elements, when this is a list.
    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }
}
