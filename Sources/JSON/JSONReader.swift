// SPDX-License-Identifier: MIT

import Basics

/// Reads a JSON document (RFC 8259) from front to back, and passes over what nobody asks for.
///
/// Most of an answer is members that nobody asks for, and a push reads some hundreds of them: Foundation's decoder, which
/// makes a dictionary of every object, takes several times as long. Half of a surrogate pair, which that decoder refuses, is
/// read as `loneSurrogate`.
package struct JSONReader: ~Copyable {
    /// The document is no JSON, or is not what was asked for. Says no more: it may hold secrets.
    package struct Malformed: Error {
        /// For a member that should be there.
        package init() {}
    }

    /// A member's name.
    package struct Name {
        let bytes: ArraySlice<UInt8>

        /// Whether it is this name, byte by byte.
        package static func ~= (name: StaticString, member: Name) -> Bool {
            // Most are told apart by their lengths.
            guard name.utf8CodeUnitCount == member.bytes.count else { return false }
            return name.withUTF8Buffer { name in member.bytes.withUnsafeBufferPointer { $0.hasSameBytes(as: name) } }
        }
    }

    /// Containers inside containers; more is no answer, and would overflow the stack.
    private static let depthBound = 128

    let bytes: [UInt8]
    var index = 0
    private var depth = 0
    /// Whether the container that was opened last has had no item yet.
    private var isAtFirst = false

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a whole document, after which nothing may follow.
    package static func read<Value>(
        _ bytes: [UInt8], as value: (inout JSONReader) throws(Malformed) -> Value
    ) throws(Malformed) -> Value {
        var reader = JSONReader(bytes)
        let result = try value(&reader)
        guard reader.next() == nil else { throw Malformed() }
        return result
    }

    /// Where a text stops being a document; nil when it is one.
    package static func faultOffset(in bytes: [UInt8]) -> Int? {
        var reader = JSONReader(bytes)
        do throws(Malformed) {
            _ = try reader.value()
            return reader.next() == nil ? nil : reader.index
        } catch {
            return reader.index
        }
    }

    // MARK: Containers

    /// Begins an object; every member must be taken with `nextMember`, up to the end.
    package mutating func openObject() throws(Malformed) { try open("{") }

    /// The name of the object's next member, whose value must be read or skipped; nil at the object's end.
    package mutating func nextMember() throws(Malformed) -> Name? {
        guard try nextItem(before: "}") else { return nil }
        let name = Name(bytes: try text())
        try take(":")
        return name
    }

    /// Begins a list; every element must be taken with `nextElement`, up to the end.
    package mutating func openList() throws(Malformed) { try open("[") }

    /// Whether the list has another element, which must be read or skipped.
    package mutating func nextElement() throws(Malformed) -> Bool { try nextItem(before: "]") }

    /// Reads a list of values.
    package mutating func list<Value>(
        _ element: (inout JSONReader) throws(Malformed) -> Value
    ) throws(Malformed) -> [Value] {
        var values: [Value] = []
        try openList()
        while try nextElement() { values.append(try element(&self)) }
        return values
    }

    private mutating func open(_ start: Unicode.Scalar) throws(Malformed) {
        try take(start)
        depth += 1
        guard depth <= Self.depthBound else { throw Malformed() }
        isAtFirst = true
    }

    private mutating func nextItem(before end: Unicode.Scalar) throws(Malformed) -> Bool {
        let isFirst = isAtFirst
        isAtFirst = false
        if takes(end) {
            depth -= 1
            return false
        }
        if !isFirst { try take(",") }
        return true
    }

    // MARK: Values

    /// Reads a text.
    package mutating func string() throws(Malformed) -> String { try Self.string(try text()) }

    /// Reads `true` or `false`.
    package mutating func boolean() throws(Malformed) -> Bool {
        let isTrue = next() == UInt8(ascii: "t")
        try word(isTrue ? "true" : "false")
        return isTrue
    }

    /// Reads a text that may be `null`.
    package mutating func optionalString() throws(Malformed) -> String? { try takesNull() ? nil : try string() }

    /// Reads `true`, `false` or `null`.
    package mutating func optionalBoolean() throws(Malformed) -> Bool? { try takesNull() ? nil : try boolean() }

    /// Takes `null`, if that is what comes.
    package mutating func takesNull() throws(Malformed) -> Bool {
        guard next() == UInt8(ascii: "n") else { return false }
        try word("null")
        return true
    }

    /// Reads a text; passes over anything else, for which nil stands.
    package mutating func stringHint() throws(Malformed) -> String? {
        if next() == UInt8(ascii: "\"") { return try string() }
        try skip()
        return nil
    }

    /// Reads a whole number; passes over anything else, for which nil stands.
    package mutating func wholeHint() throws(Malformed) -> Int64? {
        switch next() {
        case let byte? where byte == UInt8(ascii: "-") || ASCII.isDigit(byte):
            let digits = try number()
            return Int64(String(decoding: bytes[digits], as: UTF8.self))
        default:
            try skip()
            return nil
        }
    }

    /// Passes over a value of any kind.
    package mutating func skip() throws(Malformed) {
        switch next() {
        case UInt8(ascii: "{"):
            try openObject()
            while try nextMember() != nil { try skip() }
        case UInt8(ascii: "["):
            try openList()
            while try nextElement() { try skip() }
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "n"): _ = try takesNull()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
        default: _ = try number()
        }
    }

    /// Reads a value of any kind.
    package mutating func value() throws(Malformed) -> JSONValue {
        switch next() {
        case UInt8(ascii: "{"):
            var members = JSONMembers()
            try openObject()
            while let name = try nextMember() {
                members[try Self.string(name.bytes)] = try value()
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try openList()
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean(try boolean())
        default:
            let text = String(decoding: bytes[try number()], as: UTF8.self)
            if let whole = Int64(text) { return .whole(whole) }
            guard let number = Double(text), number.isFinite else { throw Malformed() }
            return .number(number)
        }
    }

    // MARK: Tokens

    /// The byte at which the next token begins; nil at the end.
    private mutating func next() -> UInt8? {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            case let byte: return byte
            }
        }
        return nil
    }

    private mutating func takes(_ token: Unicode.Scalar) -> Bool {
        guard next() == UInt8(ascii: token) else { return false }
        index += 1
        return true
    }

    mutating func take(_ token: Unicode.Scalar) throws(Malformed) {
        guard takes(token) else { throw Malformed() }
    }

    private mutating func word(_ word: StaticString) throws(Malformed) {
        guard word.withUTF8Buffer({ bytes[index...].starts(with: $0) }) else { throw Malformed() }
        index += word.utf8CodeUnitCount
    }

    /// RFC 8259 6: an optional minus, digits without a leading zero, an optional fraction, an optional exponent.
    private mutating func number() throws(Malformed) -> Range<Int> {
        let start = index
        _ = takesByte { $0 == UInt8(ascii: "-") }
        if !takesByte({ $0 == UInt8(ascii: "0") }) { try digits() }
        if takesByte({ $0 == UInt8(ascii: ".") }) { try digits() }
        if takesByte({ $0 | 0x20 == UInt8(ascii: "e") }) {
            _ = takesByte { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            try digits()
        }
        return start..<index
    }

    private mutating func digits() throws(Malformed) {
        let start = index
        while takesByte(ASCII.isDigit) {}
        guard index > start else { throw Malformed() }
    }

    mutating func takesByte(_ fits: (UInt8) -> Bool) -> Bool {
        guard index < bytes.count, fits(bytes[index]) else { return false }
        index += 1
        return true
    }
}

extension Optional {
    /// The value of a member that must be there.
    package func orMalformed() throws(JSONReader.Malformed) -> Wrapped {
        guard let self else { throw JSONReader.Malformed() }
        return self
    }
}
