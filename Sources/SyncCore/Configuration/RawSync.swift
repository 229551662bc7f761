// SPDX-License-Identifier: MIT

import FoundationEssentials

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
        guard let document = try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)),
            let members = document.object
        else {
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
                read(value.object?["slug"] ?? .null, .environment, "\(variable): environment.slug", &problems)
            case "folder" where members["secretPath"] == nil:
                // Infisical's answers carry the path inside the folder.
                read(value.object?["path"] ?? .null, .secretPath, "\(variable): folder.path", &problems)
            default:
                readTopLevel(value, name, variable, &problems)
            }
        }
    }

    private mutating func readTopLevel(
        _ value: JSONValue, _ name: String, _ variable: String, _ problems: inout [ConfigurationProblem]
    ) {
        let origin = "\(variable): \(name)"
        if let field = Field.topLevel[name] {
            // Both spellings of the switch may be there: off in either is off.
            if field == .autoSyncEnabled, values[field]?.text == "false" { return }
            read(value, field, origin, &problems)
            return
        }
        // Infisical's answers carry members of their own (id, createdAt...); a near miss is no such member.
        let known = Array(Field.topLevel.keys) + ["syncOptions", "destinationConfig"]
        if !Self.carriedByAnswers.contains(name),
            let nearest = NearestName.to(name.lowercased(), among: known.sorted()),
            NearestName.distance(name.lowercased(), nearest.lowercased()) <= 2
        {
            problems.append(.init(origin, "unknown member: did you mean \(nearest)?"))
        }
    }

    private static let carriedByAnswers: Set = ["id", "version", "folder", "folderId", "connection", "destination"]

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
                let nearest = NearestName.to(name, among: fields.keys.sorted()) ?? ""
                problems.append(.init(origin, "unknown member: did you mean \(nearest)?"))
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
