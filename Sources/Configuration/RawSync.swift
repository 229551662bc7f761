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

    init() {}

    /// The sync whose variables begin with `prefix`: the shared defaults, over them its JSON, over that its own fields.
    init(_ environment: Environment, prefix: String, problems: inout [ConfigurationProblem]) {
        let isNamed = prefix != VariableNames.single
        if isNamed { readFields(environment, VariableNames.single) }
        if let json = environment.variables[prefix] { read(json: json, variable: prefix, problems: &problems) }
        readFields(environment, prefix)
    }

    private mutating func readFields(_ environment: Environment, _ prefix: String) {
        for field in Field.allCases where field != .webhookSecret {
            let variable = "\(prefix)_\(field.rawValue)"
            if let text = environment.variables[variable] { set(field, text, from: variable) }
        }
    }

    /// A field's text, where it has one.
    func text(_ field: Field) -> String? { values[field].flatMap { $0.text.isEmpty ? nil : $0.text } }

    /// Takes a value over the one that is there.
    mutating func set(_ field: Field, _ text: String, from origin: String) {
        values[field] = Value(text: text, origin: origin)
    }

    /// Reads a sync's JSON: the body of *Create Render Sync*, or an item of Infisical's responses.
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

    /// The key that alone triggers the sync, from its own variable, its JSON or the default of every sync; and the variable
    /// that another key would be set by. Set but empty is an error: the sync would be triggered by every other key.
    func signingKey(
        _ environment: Environment, prefix: String, problems: inout [ConfigurationProblem]
    ) -> (key: Secret, variable: String)? {
        let own = VariableNames.signingKey(prefix)
        if let key = Self.key(environment, own, &problems) ?? keyInJSON(&problems) { return (key, own) }
        let shared = VariableNames.signingKey(VariableNames.single)
        return Self.key(environment, shared, &problems).map { ($0, shared) }
    }

    private static func key(
        _ environment: Environment, _ variable: String, _ problems: inout [ConfigurationProblem]
    ) -> Secret? {
        for name in [variable, "\(variable)_FILE"] where environment.variables[name] == "" {
            problems.note(.init(name, ValueFault.empty, about: .signingKey))
        }
        return environment.credential(variable, about: .signingKey, &problems)
    }

    private func keyInJSON(_ problems: inout [ConfigurationProblem]) -> Secret? {
        guard let value = values[.webhookSecret] else { return nil }
        if let fault = value.text.isEmpty ? ValueFault.empty : ValueFault.inCredential(value.text) {
            problems.note(.init(value.origin, fault, about: .signingKey))
            return nil
        }
        return Secret(value.text)
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
