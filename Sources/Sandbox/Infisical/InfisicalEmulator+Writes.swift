// SPDX-License-Identifier: MIT

import FoundationEssentials

extension InfisicalEmulator {
    private enum UpdateMode: String {
        case failOnNotFound, ignore, upsert
    }

    /// Creates, updates and deletes. A batch takes effect whole or not at all.
    func write(_ world: inout World, _ route: SecretsRoute) throws(InfisicalError) -> Answer {
        let body = try body()
        let state = world.state.infisical
        let slug = body["projectSlug"]?.string.flatMap { slug in state.projects.first { $0.slug.isSame(as: slug) }?.id }
        guard let project = body[route.projectParameter]?.string ?? slug else {
            throw .validation([(route.projectParameter, "Required")])
        }
        let slugName = try body.required("environment")
        let path = SecretPath.normal(body["secretPath"]?.string ?? "/")
        let changes = try changes(body, route)
        try checkProject(project, state)
        let action = ["POST": "create", "PATCH": "edit", "DELETE": "delete"][request.method] ?? ""
        try checkPermission(action, on: "secrets", state)
        guard let environment = state.environment(project, slugName), var folder = environment.folder(path) else {
            throw .notFound("Folder with path '\(path)' in environment with slug '\(slugName)' not found")
        }
        var written: [InfisicalState.Secret]
        switch request.method {
        case "POST": written = try create(changes, in: &folder)
        case "PATCH": written = try update(changes, mode(body, route), in: &folder)
        default: written = try delete(changes, in: &folder)
        }
        if environment.hasApprovalPolicy { return .json(["approval": approval(&world, slugName, path)]) }
        world.state.infisical[project, slugName, path] = folder
        let secrets = written.map { secret in
            secret.json(project: project, environment: slugName, path: path, value: secret.value, isHidden: false)
        }
        if case .one = route.target { return .json(["secret": secrets.first ?? nil]) }
        return .json(["secrets": .array(secrets)])
    }

    private func changes(_ body: JSONValue, _ route: SecretsRoute) throws(InfisicalError) -> [SecretChange] {
        let items: [(String, JSONValue)]
        switch route.target {
        case .one(let name): items = [(name, body)]
        case .batch:
            guard let list = body["secrets"]?.array, !list.isEmpty else { throw .validation([("secrets", "Required")]) }
            var named: [(String, JSONValue)] = []
            for item in list { named.append((try item.required("secretKey"), item)) }
            items = named
        case .list: throw .unknownRoute(request)
        }
        var changes: [SecretChange] = []
        for (name, item) in items { changes.append(try SecretChange(name, item, method: request.method)) }
        return changes
    }

    private func mode(_ body: JSONValue, _ route: SecretsRoute) throws(InfisicalError) -> UpdateMode {
        guard case .batch = route.target, let text = body["mode"] else { return .failOnNotFound }
        guard let mode = text.string.flatMap(UpdateMode.init(rawValue:)) else {
            throw .validation([("mode", "Invalid enum value")])
        }
        return mode
    }

    private func create(
        _ changes: [SecretChange], in folder: inout InfisicalState.Folder
    ) throws(InfisicalError) -> [InfisicalState.Secret] {
        let existing = changes.filter { folder.position(of: $0.key, $0.type) != nil }
        guard existing.isEmpty else {
            throw .badRequest("Secret already exist: \(existing.map(\.key).joined(separator: ", "))")
        }
        let made = changes.map { change in
            InfisicalState.Secret(
                change.key, change.value ?? "", comment: change.comment ?? "", type: change.type,
                skipMultilineEncoding: change.skipMultilineEncoding ?? false,
                updatedAt: Int(now.timeIntervalSince1970))
        }
        folder.secrets += made
        return made
    }

    private func update(
        _ changes: [SecretChange], _ mode: UpdateMode, in folder: inout InfisicalState.Folder
    ) throws(InfisicalError) -> [InfisicalState.Secret] {
        var written: [InfisicalState.Secret] = []
        for change in changes {
            if let position = folder.position(of: change.key, change.type) {
                change.apply(to: &folder.secrets[position], at: now)
                written.append(folder.secrets[position])
            } else {
                switch mode {
                case .failOnNotFound: throw .notFound("Secret with name '\(change.key)' not found")
                case .ignore: continue
                case .upsert: written += try create([change], in: &folder)
                }
            }
        }
        return written
    }

    private func delete(
        _ changes: [SecretChange], in folder: inout InfisicalState.Folder
    ) throws(InfisicalError) -> [InfisicalState.Secret] {
        var deleted: [InfisicalState.Secret] = []
        for change in changes {
            guard let position = folder.position(of: change.key, change.type) else {
                throw .notFound("Secret with name '\(change.key)' not found")
            }
            deleted.append(folder.secrets.remove(at: position))
        }
        return deleted
    }

    private func approval(_ world: inout World, _ environment: String, _ path: String) -> JSONValue {
        [
            "id": .string("approval-\(world.nextSerial())"), "policyId": "policy-sandbox", "hasMerged": false,
            "status": "open", "slug": .string("request-\(world.nextSerial())"),
            "folderId": .string("\(environment)\(path)"),
            "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z",
        ]
    }
}
