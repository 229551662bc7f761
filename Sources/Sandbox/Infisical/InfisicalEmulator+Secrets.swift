// SPDX-License-Identifier: MIT

extension InfisicalEmulator {
    /// Everything on secrets.
    func secrets(_ world: inout World, _ route: SecretsRoute) throws(InfisicalError) -> Answer {
        switch (request.method, route.target) {
        case ("GET", .list):
            return try list(ReadParameters(request, route, world.state.infisical), world.state.infisical)
        case ("GET", .one(let name)):
            return try one(name, ReadParameters(request, route, world.state.infisical), world.state.infisical)
        case ("POST", .one), ("PATCH", .one), ("DELETE", .one), ("POST", .batch), ("PATCH", .batch), ("DELETE", .batch):
            return try write(&world, route)
        default: throw .unknownRoute(request)
        }
    }

    private func list(_ wish: ReadParameters, _ state: InfisicalState) throws(InfisicalError) -> Answer {
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
        return .json(["secrets": .array(secrets), "imports": .array(imports)])
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
