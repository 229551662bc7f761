// SPDX-License-Identifier: MIT

/// A route for those who have logged in.
enum InfisicalRoute {
    case secrets(SecretsRoute)
    /// With what follows in the path.
    case webhooks(ArraySlice<String>)
    case secretSyncs
    /// `member` is what the answer calls them.
    case projects(member: String)
    case project(id: String, member: String)
    case folders(projectParameter: String)

    /// Nil when the server has no such route, or not yet.
    init?(_ request: ReceivedRequest, legacyOnly: Bool) {
        let segments = request.segments
        if let route = SecretsRoute(segments, legacyOnly: legacyOnly) {
            self = .secrets(route)
            return
        }
        let rest = segments.dropFirst(3)
        let group = segments.dropFirst().prefix(2).joined(separator: "/")
        if group == "v1/webhooks" {
            self = .webhooks(rest)
            return
        }
        guard request.method == "GET" else { return nil }
        switch (group, rest.count) {
        case ("v1/secret-syncs", 1) where rest.first == "render": self = .secretSyncs
        case ("v1/projects", 0) where !legacyOnly: self = .projects(member: "projects")
        case ("v1/projects", 1) where !legacyOnly: self = .project(id: segments[3], member: "project")
        case ("v1/workspace", 0): self = .projects(member: "workspaces")
        case ("v1/workspace", 1): self = .project(id: segments[3], member: "workspace")
        case ("v2/folders", 0) where !legacyOnly: self = .folders(projectParameter: "projectId")
        case ("v1/folders", 0): self = .folders(projectParameter: "workspaceId")
        default: return nil
        }
    }

    func bucket(_ request: ReceivedRequest) -> InfisicalEmulator.Bucket {
        if case .secrets = self, request.method == "GET" { return .read }
        return .other
    }
}
