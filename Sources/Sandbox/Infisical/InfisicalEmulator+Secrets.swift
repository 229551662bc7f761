// SPDX-License-Identifier: MIT

extension InfisicalEmulator {
    /// Everything on secrets.
    func secrets(_ world: inout World, _ route: SecretsRoute) throws(InfisicalError) -> Answer {
        switch (request.method, route.target) {
        case ("GET", .list):
            return .json(try list(ReadParameters(request, route, world.state.infisical), &world))
        case ("GET", .one(let name)):
            return try one(name, ReadParameters(request, route, world.state.infisical), world.state.infisical)
        case ("POST", .one), ("PATCH", .one), ("DELETE", .one), ("POST", .batch), ("PATCH", .batch), ("DELETE", .batch):
            return try write(&world, route)
        default: throw .unknownRoute(request)
        }
    }

    /// The list as the script for it has it, or else as the state has it.
    private func list(_ wish: ReadParameters, _ world: inout World) throws(InfisicalError) -> JSONValue {
        guard let (view, end) = world.lists.next(for: wish, world.history) else {
            return try list(wish, world.state.infisical)
        }
        let state = world.state.infisical
        let shown = world.history.answer(view.changesAgo, before: end) { projects in
            var past = state
            past.projects = projects
            return Result { () throws(InfisicalError) in try list(wish, past) }
        }
        return view.applied(to: try shown?.get() ?? [:])
    }

    private func list(_ wish: ReadParameters, _ state: InfisicalState) throws(InfisicalError) -> JSONValue {
        try checkProject(wish.project, state)
        let environment = state.environment(wish.project, wish.environment)
        let folders =
            wish.recursive
            ? environment?.folders(from: wish.path) ?? [] : environment?.folder(wish.path).map { [$0] } ?? []
        guard !folders.isEmpty else {
            throw .notFound(
                "Folder with path '\(wish.path)' in environment '\(wish.environment)' was not found. "
                    + "Please ensure the environment slug and secret path is correct.", "SecretPathNotFound")
        }
        let view = SecretView(wish, state)
        var secrets: [JSONValue] = []
        for folder in folders { secrets += try view.direct(folder) }
        let imports = wish.includeImports ? view.imports(of: folders) : []
        return ["secrets": .array(secrets), "imports": .array(imports)]
    }

    private func one(
        _ name: String, _ wish: ReadParameters, _ state: InfisicalState
    ) throws(InfisicalError) -> Answer {
        try checkProject(wish.project, state)
        guard let folder = state[wish.project, wish.environment, wish.path] else {
            throw .notFound(
                "Folder with path '\(wish.path)' in environment with slug '\(wish.environment)' not found",
                "GetSecretByName")
        }
        guard let secret = SecretView(wish, state).named(name, in: folder) else {
            throw .notFound("Secret with name '\(name)' not found", "GetSecretByName")
        }
        return .json(["secret": secret])
    }
}
