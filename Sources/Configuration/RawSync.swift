// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// A sync's fields as text, each with the place it came from, before any of them is understood.
struct RawSync {
    /// A field's text and the variable (with the JSON member) to name when it is wrong.
    struct Value {
        var text: String
        var origin: String
    }

    private(set) var values: [Field: Value] = [:]
    /// Whether a document could not be read, so that nothing that it should hold counts as missing.
    private(set) var isIncomplete = false

    /// Takes a value over the one that is there.
    mutating func set(_ field: Field, _ text: String, from origin: String) {
        values[field] = Value(text: text, origin: origin)
    }

    /// Reads a sync's JSON: the body of *Create Render Sync*, or an item of Infisical's answers.
    mutating func read(json: String, variable: String, problems: inout [ConfigurationProblem]) {
        let bytes = Array(json.utf8)
        if let fault = Self.fault(in: bytes) {
            problems.append(.init(variable, ValueFault.quotation(around: json) ?? fault))
            isIncomplete = true
        } else if let members = (try? JSONValue(json: bytes))?.object {
            read(members, variable: variable, problems: &problems)
        } else {
            problems.append(.init(variable, "expected a JSON object like the body of Infisical's Create Render Sync"))
            isIncomplete = true
        }
    }

    /// Reads the members of a sync's JSON.
    mutating func read(
        _ members: JSONMembers, variable: String, problems: inout [ConfigurationProblem]
    ) {
        var reader = SyncJSONReader(variable: variable)
        reader.read(members)
        problems += reader.problems
        values.merge(reader.values) { $1 }
    }

    /// Where a variable's text stops being JSON; nil for a whole document. Letters and digits are not shown: they may be
    /// part of a secret.
    private static func fault(in bytes: [UInt8]) -> String? {
        guard let offset = JSONReader.faultOffset(in: bytes) else { return nil }
        guard offset < bytes.count else { return bytes.isEmpty ? ValueFault.empty : "not JSON: it ends too early" }
        let before = bytes[..<offset]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // A character's first byte is none of those that continue one.
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        let byte = bytes[offset]
        let what =
            ASCII.isVisible(byte) && !ASCII.isAlphanumeric(byte)
            ? "unexpected \(Unicode.Scalar(byte))" : "unexpected text"
        return "not JSON: \(what) at line \(line), column \(column) (comments and trailing commas are not allowed)"
    }
}
