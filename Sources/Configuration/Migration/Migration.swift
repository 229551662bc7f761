// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// Infisical's own Render Syncs as environment variables for this program.
package struct Migration: Sendable, Equatable {
    /// A variable to set.
    package struct Variable: Sendable, Equatable {
        /// Its name.
        package var name: String
        /// Its value; never a credential.
        package var value: String
    }

    /// The variables, in the order in which they are to be read.
    package private(set) var variables: [Variable] = []
    /// What the user has to do or to know besides: keys to set, options without a counterpart, conflicts.
    package private(set) var notes: [String] = []

    /// Reads the answer of Infisical's list of Render Syncs, or one sync of it; nil when it is neither.
    package init?(json: [UInt8]) {
        guard let document = try? JSONValue(json: json), let items = Self.items(document)
        else { return nil }
        var connections: [(id: String, name: String?)] = []
        var names: [String] = []
        for (index, members) in items.enumerated() {
            let name = members["name"]?.string ?? "sync-\(index + 1)"
            names.append(name)
            take(members, name)
            guard let id = members["connectionId"]?.string, !connections.contains(where: { $0.id == id }) else {
                continue
            }
            connections.append((id, members["connection"]?["name"]?.string))
        }
        if !names.isEmpty {
            variables.insert(Variable(name: VariableNames.list, value: names.joined(separator: ",")), at: 0)
        }
        noteConnections(connections)
        noteConflicts()
    }

    /// The syncs of an answer: a list under `secretSyncs`, one under `secretSync`, a bare list, or a bare sync.
    private static func items(_ document: JSONValue) -> [JSONMembers]? {
        if let list = document["secretSyncs"]?.array ?? document.array {
            let items = list.compactMap(\.object)
            return items.count == list.count ? items : nil
        }
        guard let sync = document["secretSync"]?.object ?? document.object, sync["destinationConfig"] != nil
        else { return nil }
        return [sync]
    }

    private mutating func take(_ members: JSONMembers, _ name: String) {
        if let destination = members["destination"]?.string, destination != "render" {
            notes.append("\(SafeText.clean(name)): its destination is \(SafeText.clean(destination)), not Render")
        }
        var raw = RawSync()
        var problems: [ConfigurationProblem] = []
        raw.read(members, variable: name, problems: &problems)
        for problem in problems {
            notes.append("\(SafeText.clean(problem.variable)) has no counterpart here (\(problem.message))")
        }
        let prefix = VariableNames.prefix(name)
        for field in Field.allCases where field != .name {
            guard let value = raw.values[field], !value.text.isEmpty else { continue }
            variables.append(Variable(name: "\(prefix)_\(field.rawValue)", value: value.text))
        }
        // Infisical has made their first push.
        variables.append(Variable(name: "\(prefix)_\(Field.initialSyncDone.rawValue)", value: "true"))
    }

    private mutating func noteConnections(_ connections: [(id: String, name: String?)]) {
        for connection in connections {
            let name = connection.name.map { " (\(SafeText.clean($0)))" } ?? ""
            notes.append(
                "set \(VariableNames.connectionKey(connection.id)) to the Render API key of the connection "
                    + "\(SafeText.clean(connection.id))\(name), or RENDER_API_KEY where all share one: "
                    + "Infisical gives no keys away")
        }
    }

    /// What would be refused when the variables are used as they are.
    private mutating func noteConflicts() {
        var environment = Dictionary(variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        // Stand-ins for the credentials, which are not part of this.
        environment["RENDER_API_KEY"] = "set"
        environment["INFISICAL_TOKEN"] = "set"
        guard !variables.isEmpty, case .failure(let error) = ConfigurationLoader(Environment(environment)).result
        else { return }
        notes += error.problems.map { "to be mended: \($0)" }
    }
}

extension Migration {
    /// The variables and the notes as one line of JSON.
    package var json: [UInt8] {
        let values = variables.map { ($0.name, JSONValue.string($0.value)) }
        return JSONValue.object([
            "variables": .object(JSONMembers(values)),
            "notes": .array(notes.map { .string($0) }),
        ]).encoded
    }

    /// The variables as a file that shells and container platforms read, the notes as comments.
    package var environmentFile: String {
        let lines = variables.map { "\($0.name)=\(Self.quoted($0.value))" } + notes.map { "# \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Quoted for a shell only where it must be: not every platform takes the quotes away.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                || "_-./,:{}@%+=".unicodeScalars.contains(scalar)
        }
        if isPlain { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
