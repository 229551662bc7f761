// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Infisical's API: authentication, rate limits and the choice of the route.
struct InfisicalEmulator {
    let request: ReceivedRequest
    let now: Date
    let limits: RateLimits?
    /// Who calls; nil: nobody yet, or the holder of a ready token.
    var caller: InfisicalState.Identity?

    init(request: ReceivedRequest, now: Date, limits: RateLimits?) {
        self.request = request
        self.now = now
        self.limits = limits
    }

    func answer(_ world: inout World) -> Answer {
        do throws(InfisicalError) {
            return try route(&world)
        } catch {
            return error.answer(reqId: "req-sandbox-\(world.arrivals)")
        }
    }

    private func route(_ world: inout World) throws(InfisicalError) -> Answer {
        let segments = request.segments
        guard segments.first == "api" else { throw .unknownRoute(request) }
        let path = segments.dropFirst()
        if request.method == "GET", path == ["status"] { return .json(["message": "Ok"]) }
        if request.method == "POST", path.count == 4, path.starts(with: ["v1", "auth"]), path.last == "login" {
            return try limited(&world, .login) { world throws(InfisicalError) in
                try login(&world, method: segments[3])
            }
        }
        guard let route = InfisicalRoute(request, legacyOnly: world.state.infisical.legacyOnly) else {
            throw .unknownRoute(request)
        }
        return try limited(&world, route.bucket(request)) { world throws(InfisicalError) in
            var known = self
            known.caller = try authenticate(world)
            return try known.serve(route, &world)
        }
    }

    private func serve(_ route: InfisicalRoute, _ world: inout World) throws(InfisicalError) -> Answer {
        switch route {
        case .secrets(let route): try secrets(&world, route)
        case .webhooks(let path): try webhooks(&world, path)
        case .secretSyncs: try secretSyncs(world)
        case .projects(let member): try projects(world.state.infisical, member)
        case .project(let id, let member): try project(id, world.state.infisical, member)
        case .folders(let parameter): try folders(world.state.infisical, projectParameter: parameter)
        }
    }

    private func secretSyncs(_ world: World) throws(InfisicalError) -> Answer {
        guard let project = request.query.nonEmpty("projectId") else {
            throw .validation([("projectId", "Required")])
        }
        try checkProject(project, world.state.infisical)
        try checkPermission("read", on: "secret-syncs", world.state.infisical)
        let syncs = world.state.infisical.secretSyncs.filter { $0["projectId"]?.string?.isSame(as: project) ?? false }
        return .json(["secretSyncs": .array(syncs)])
    }

    func checkProject(_ id: String, _ state: InfisicalState) throws(InfisicalError) {
        guard state.project(id) != nil else { throw .notFound("Project with ID '\(id)' not found") }
        guard isMember(of: id) else { throw .forbidden("You are not a member of this project") }
    }

    func checkPermission(
        _ action: String, on subject: String, _ state: InfisicalState
    ) throws(InfisicalError) {
        guard state.denied.contains(where: { $0.isSame(as: "\(subject):\(action)") }) else { return }
        throw InfisicalError(
            status: 403, message: .string("You are not allowed to \(action) on \(subject)"), error: "PermissionDenied")
    }
}
