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

    /// Takes a value over the one that is there.
    mutating func set(_ field: Field, _ text: String, from origin: String) {
        values[field] = Value(text: text, origin: origin)
    }

    /// Reads a sync's JSON: the body of *Create Render Sync*, or an item of Infisical's answers.
    mutating func read(json: String, variable: String, problems: inout [ConfigurationProblem]) {
        guard let document = try? JSONValue(json: Array(json.utf8)), let members = document.object else {
            problems.append(.init(variable, "expected a JSON object like the body of Infisical's Create Render Sync"))
            return
        }
        read(members, variable: variable, problems: &problems)
    }

    /// Reads the members of a sync's JSON.
    mutating func read(
        _ members: [String: JSONValue], variable: String, problems: inout [ConfigurationProblem]
    ) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "syncOptions":
                readNested(value, name, Field.syncOptions, variable, &problems)
            case "destinationConfig":
                readNested(value, name, Field.destinationConfig, variable, &problems)
            case "environment" where value.object != nil:
                // Infisical's answers carry the environment as an object.
                read(value["slug"] ?? .null, .environment, "\(variable): environment.slug", &problems)
            case "folder" where Self.isAbsent(members["secretPath"]):
                // Infisical's answers carry the path inside the folder.
                read(value["path"] ?? .null, .secretPath, "\(variable): folder.path", &problems)
            case "isEnabled" where Self.isOff(members["isAutoSyncEnabled"]):
                // Both spellings of the switch may be there: off in either is off.
                break
            default:
                readTopLevel(value, name, variable, &problems)
            }
        }
    }

    private static func isAbsent(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null?: true
        default: false
        }
    }

    private static func isOff(_ value: JSONValue?) -> Bool {
        if case .boolean(false)? = value { true } else { false }
    }

    private mutating func readTopLevel(
        _ value: JSONValue, _ name: String, _ variable: String, _ problems: inout [ConfigurationProblem]
    ) {
        let origin = "\(variable): \(name)"
        if let field = Field.topLevel[name] {
            read(value, field, origin, &problems)
            return
        }
        // Infisical's answers carry members of their own (id, createdAt...). What is nearly a member, or is one in the
        // wrong place, is none of those: passing over it could turn a guard off.
        let known = [Field.topLevel, Field.syncOptions, Field.destinationConfig, Field.variableOnly].flatMap(\.keys)
        let all = known + ["syncOptions", "destinationConfig"]
        if !Self.carriedByAnswers.contains(name), let nearest = NearestName.to(name.lowercased(), among: all),
            NearestName.distance(name.lowercased(), nearest.lowercased()) <= min(2, nearest.count / 4)
        {
            problems.append(.init(origin, Self.expectation(nearest, variable)))
        }
    }

    private static let carriedByAnswers: Set = ["id", "version", "folder", "folderId", "connection", "destination"]

    /// What to do instead of a member that is unknown where it stands.
    private static func expectation(_ nearest: String, _ variable: String) -> String {
        if let field = Field.variableOnly[nearest] { return "not a member: set \(variable)_\(field.rawValue)" }
        if Field.syncOptions[nearest] != nil { return "unknown member: did you mean syncOptions.\(nearest)?" }
        if Field.destinationConfig[nearest] != nil {
            return "unknown member: did you mean destinationConfig.\(nearest)?"
        }
        return "unknown member: did you mean \(nearest)?"
    }

    private mutating func readNested(
        _ value: JSONValue, _ group: String, _ fields: [String: Field], _ variable: String,
        _ problems: inout [ConfigurationProblem]
    ) {
        guard let members = value.object else {
            if case .null = value { return }
            problems.append(.init("\(variable): \(group)", "expected an object"))
            return
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let origin = "\(variable): \(group).\(name)"
            if let field = fields[name] {
                read(value, field, origin, &problems)
            } else {
                let known = Array(fields.keys) + Array(Field.variableOnly.keys)
                let nearest = NearestName.to(name, among: known) ?? group
                problems.append(.init(origin, Self.expectation(nearest, variable)))
            }
        }
    }

    private mutating func read(
        _ value: JSONValue, _ field: Field, _ origin: String, _ problems: inout [ConfigurationProblem]
    ) {
        switch (value, field.form) {
        case (.null, _): break
        case (.string(let text), .text): set(field, text, from: origin)
        case (.boolean(let flag), .boolean): set(field, flag ? "true" : "false", from: origin)
        case (.whole(let number), .whole): set(field, String(number), from: origin)
        case (_, .text): problems.append(.init(origin, "expected text"))
        case (_, .boolean): problems.append(.init(origin, "expected true or false"))
        case (_, .whole): problems.append(.init(origin, "expected a whole number"))
        }
    }
}
