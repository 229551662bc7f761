// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// Infisical's own Render Syncs as environment variables for this program.
package struct Migration: Sendable, Equatable {
    /// The variables, and what the user has to do or to know besides: losses, keys to set, conflicts.
    package private(set) var file = VariableFile()
    /// What the variables leave out of what Infisical does, and a push could delete for want of.
    package private(set) var losses: [String] = []

    /// Reads the response of Infisical's list of Render Syncs, or one sync of it; nil when it is neither.
    package init?(json: [UInt8]) {
        guard let document = try? JSONValue(json: json) else { return nil }
        self.init(document)
    }

    package init?(_ document: JSONValue) {
        guard let items = Self.items(document) else { return nil }
        var connections: [(id: String, name: String?)] = []
        var names: [String] = []
        for (index, members) in items.enumerated() {
            let name = Self.syncName(members["name"]?.string, number: index + 1)
            names.append(name)
            take(members, name)
            guard let id = members["connectionId"]?.string, !connections.contains(where: { $0.id == id }) else {
                continue
            }
            connections.append((id, members["connection"]?["name"]?.string))
        }
        if !names.isEmpty {
            file.variables.insert(.init(name: VariableNames.list, value: names.joined(separator: ",")), at: 0)
        }
        noteConnections(connections)
        noteConflicts()
        file.notes = losses + file.notes
    }

    /// The syncs of a response: a list under `secretSyncs`, one under `secretSync`, a bare list, or a bare sync.
    private static func items(_ document: JSONValue) -> [JSONMembers]? {
        if let list = document["secretSyncs"]?.array ?? document.array {
            let items = list.compactMap(\.object)
            return items.count == list.count ? items : nil
        }
        guard let sync = document["secretSync"]?.object ?? document.object, sync["destinationConfig"] != nil
        else { return nil }
        return [sync]
    }

    /// The sync's name, fit for a list with commas and for a shell.
    private static func syncName(_ name: String?, number: Int) -> String {
        let words = SafeText.clean(name ?? "").split { $0.isWhitespace || $0 == "," }.joined(separator: "-")
        return words.utf8.contains(where: ASCII.isAlphanumeric) ? words : "sync-\(number)"
    }

    private mutating func take(_ members: JSONMembers, _ name: String) {
        if let destination = members["destination"]?.string, destination != "render" {
            file.notes.append("\(SafeText.clean(name)): its destination is \(SafeText.clean(destination)), not Render")
        }
        var raw = RawSync()
        var problems: [ConfigurationProblem] = []
        raw.read(members, variable: name, problems: &problems)
        for problem in problems {
            losses.append("\(SafeText.clean(problem.variable)) has no counterpart here (\(problem.message))")
        }
        let prefix = VariableNames.prefix(name)
        for field in Field.allCases where field != .name {
            guard let value = raw.values[field], !value.text.isEmpty else { continue }
            guard field == .description || !value.text.utf8.contains(where: ASCII.isControl) else {
                losses.append("\(SafeText.clean(value.origin)) holds a line break or another control character")
                continue
            }
            file.variables.append(.init(name: "\(prefix)_\(field.rawValue)", value: SafeText.oneLine(value.text)))
        }
        noteFirstSync(raw, members, name, prefix)
    }

    /// What Infisical has imported must not be imported again, and what it has not must not be deleted.
    private mutating func noteFirstSync(
        _ raw: RawSync, _ members: JSONMembers, _ name: String, _ prefix: String
    ) {
        let behavior = raw.values[.initialSyncBehavior]?.text ?? ""
        guard behavior.hasPrefix("import-"), raw.values[.initialSyncDone] == nil else { return }
        let variable = "\(prefix)_\(Field.initialSyncDone.rawValue)"
        let hasSynced = members["lastSyncedAt"]?.string != nil || members["syncStatus"]?.string == "succeeded"
        if hasSynced || !members.has("lastSyncedAt") && !members.has("syncStatus") {
            file.variables.append(.init(name: variable, value: "true"))
        } else {
            file.notes.append(
                "\(name) has not synced at Infisical yet: render-sync init \(name), then set \(variable)=true")
        }
    }

    private mutating func noteConnections(_ connections: [(id: String, name: String?)]) {
        for connection in connections {
            let name = connection.name.map { " (\(SafeText.clean($0)))" } ?? ""
            file.notes.append(
                "set \(VariableNames.connectionKey(connection.id)) to the Render API key of the connection "
                    + "\(SafeText.clean(connection.id))\(name), or RENDER_API_KEY where all share one: "
                    + "Infisical gives no keys away")
        }
    }

    /// What would be refused when the variables are used as they are.
    private mutating func noteConflicts() {
        var environment = Dictionary(file.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        // Stand-ins for the credentials, which are not part of this.
        environment["RENDER_API_KEY"] = "set"
        environment["INFISICAL_TOKEN"] = "set"
        guard !file.variables.isEmpty, case .failure(let error) = ConfigurationLoader(Environment(environment)).result
        else { return }
        file.notes += error.problems.map { "to be fixed: \($0)" }
    }
}

extension Migration {
    /// The variables and the notes as one line of JSON.
    package var json: [UInt8] {
        JSONValue.object([
            "variables": .object(JSONMembers(file.variables.map { ($0.name, .string($0.value)) })),
            "notes": .array(file.notes.map { .string($0) }),
        ]).encoded
    }
}
