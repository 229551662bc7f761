// SPDX-License-Identifier: MIT

import Basics
import InfisicalAPI
import JSON
import RenderAPI
import Setup
import SyncCore

/// Things by name and id, as a table or as JSON.
struct ListTable: Equatable {
    /// What the JSON calls them.
    var member: String
    var columns: [String]
    var rows: [[String]]
    /// Said in place of an empty table.
    var emptyNote: String
    private var items: [JSONValue]

    static func == (left: ListTable, right: ListTable) -> Bool {
        left.columns == right.columns && left.rows == right.rows && left.json == right.json
    }

    /// One line of JSON.
    var json: [UInt8] { JSONValue.object(JSONMembers([(member, .array(items))])).encoded }

    /// The table, without control characters of others.
    var lines: [String] {
        guard !rows.isEmpty else { return [] }
        let table = [columns] + rows.map { $0.map { SafeText.clean($0) } }
        let widths = columns.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
                .trimmingSpaces()
        }
    }
}

extension ListTable {
    init(_ projects: [ProjectListing]) {
        member = "projects"
        columns = ["ID", "NAME", "ENVIRONMENTS"]
        emptyNote = SetupMessages.noProjects
        rows = projects.map { project in
            [project.id, project.name, project.environments.map(\.slug).joined(separator: ", ")]
        }
        items = projects.map { project in
            var members: JSONMembers = [
                "id": .string(project.id), "name": .string(project.name),
                "environments": .array(
                    project.environments.map { .object(["slug": .string($0.slug), "name": .string($0.name)]) }),
            ]
            members["slug"] = project.slug.map { .string($0) }
            return .object(members)
        }
    }

    init(_ services: [ServiceListing]) {
        member = "services"
        columns = ["ID", "NAME", "TYPE", "STATE"]
        emptyNote = "this API key sees no service"
        rows = services.map { [$0.id, $0.name, $0.type, $0.isSuspended ? "suspended" : ""] }
        items = services.map { service in
            var members: JSONMembers = [
                "id": .string(service.id), "name": .string(service.name), "type": .string(service.type),
                "suspended": .boolean(service.isSuspended),
            ]
            members["dashboardUrl"] = service.dashboardURL.map { .string($0) }
            return .object(members)
        }
    }

    init(_ groups: [GroupListing]) {
        member = "groups"
        columns = ["ID", "NAME"]
        emptyNote = "this API key sees no environment group"
        rows = groups.map { [$0.id, $0.name] }
        items = groups.map { .object(["id": .string($0.id), "name": .string($0.name)]) }
    }

    init(_ syncs: [SyncConfiguration]) {
        member = "syncs"
        columns = ["NAME", "PROJECT", "ENVIRONMENT", "PATH", "DESTINATION"]
        emptyNote = ""
        rows = syncs.map { sync in
            [
                sync.name, sync.source.projectID, sync.source.environment,
                sync.source.path.description + (sync.source.isRecursive ? " and below" : ""),
                sync.destination.description,
            ]
        }
        items = syncs.map { sync in
            let (scope, member, id) =
                switch sync.destination.scope {
                case .service(let id): ("service", "serviceId", id)
                case .environmentGroup(let id): ("environment-group", "environmentGroupId", id)
                }
            return .object([
                "name": .string(sync.name), "projectId": .string(sync.source.projectID),
                "environment": .string(sync.source.environment), "secretPath": .string(sync.source.path.description),
                "recursive": .boolean(sync.source.isRecursive), "autoSyncEnabled": .boolean(sync.isAutoSyncEnabled),
                "destinationConfig": .object([
                    "scope": .string(scope), member: .string(id), "type": .string(sync.destination.kind.rawValue),
                ]),
            ])
        }
    }
}
