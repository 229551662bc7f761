// SPDX-License-Identifier: MIT

extension InfisicalEmulator {
    /// The projects that the caller is a member of; `member` is what the answer calls them.
    func projects(_ state: InfisicalState, _ member: String) throws(InfisicalError) -> Answer {
        let visible =
            request.query["type"].map { $0 == "secret-manager" } ?? true
            ? state.projects.filter { isMember(of: $0.id) } : []
        return .json([member: .array(visible.map(\.json))])
    }

    func project(_ id: String, _ state: InfisicalState, _ member: String) throws(InfisicalError) -> Answer {
        try checkProject(id, state)
        guard let project = state.project(id) else { throw .notFound("Project with ID '\(id)' not found") }
        return .json([member: project.json])
    }

    /// The folders below a path. An unknown path has none, an unknown environment is an error.
    func folders(_ state: InfisicalState, projectParameter: String) throws(InfisicalError) -> Answer {
        let query = request.query
        guard let project = query.nonEmpty(projectParameter) else {
            throw .validation([(projectParameter, "Required")])
        }
        guard let slug = query.nonEmpty("environment") else { throw .validation([("environment", "Required")]) }
        try checkProject(project, state)
        guard let environment = state.environment(project, slug) else {
            throw .notFound("Environment with slug '\(slug)' in project with ID '\(project)' not found")
        }
        let top = SecretPath.normal(query["path"] ?? query["secretPath"] ?? "/")
        let isRecursive = try query.flag("recursive", absent: false)
        let below = environment.everyPath.filter { SecretPath.isBelow($0, top) }
        let listed = isRecursive ? below : below.filter { SecretPath.parent($0).isSame(as: top) }
        let folders = listed.map { path in
            var members: [String: JSONValue] = [
                "id": .string("folder-\(slug)-\(path)"), "name": .string(SecretPath.name(path)),
                "envId": .string("env-\(slug)"), "createdAt": "2026-01-01T00:00:00.000Z",
                "updatedAt": "2026-01-01T00:00:00.000Z",
            ]
            if isRecursive { members["relativePath"] = .string(SecretPath.relative(path, to: top)) }
            return JSONValue.object(members)
        }
        return .json(["folders": .array(folders)])
    }

    func isMember(of project: String) -> Bool {
        caller?.projects?.contains { $0.isSame(as: project) } ?? true
    }
}

extension InfisicalState.Project {
    fileprivate var json: JSONValue {
        [
            "id": .string(id), "_id": .string(id), "name": .string(name), "slug": .string(slug),
            "type": "secret-manager", "orgId": "org-sandbox", "createdAt": "2026-01-01T00:00:00.000Z",
            "updatedAt": "2026-01-01T00:00:00.000Z",
            "environments": .array(
                environments.map { environment in
                    [
                        "id": .string("env-\(environment.slug)"), "name": .string(environment.name),
                        "slug": .string(environment.slug),
                    ]
                }),
        ]
    }
}
