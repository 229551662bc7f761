// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Infisical's API: authentication, rate limits and the choice of the route.
struct InfisicalEmulator {
    let request: ReceivedRequest
    let now: Date
    let limits: RateLimits?

    func answer(_ world: inout World) -> Answer {
        do throws(InfisicalError) {
            return try route(&world)
        } catch {
            return error.answer(reqId: "req-sandbox-\(world.arrivals)")
        }
    }

    private func route(_ world: inout World) throws(InfisicalError) -> Answer {
        let segments = request.segments
        if request.method == "GET", segments == ["api", "status"] { return .json(["message": "Ok"]) }
        if request.method == "POST", segments.count == 5, segments.starts(with: ["api", "v1", "auth"]),
            segments[4] == "login"
        {
            return try limited(&world, .login) { world throws(InfisicalError) in
                try login(&world, method: segments[3])
            }
        }
        guard let route = SecretsRoute(segments, legacyOnly: world.state.infisical.legacyOnly) else {
            if request.method == "GET", segments == ["api", "v1", "secret-syncs", "render"] {
                return try limited(&world, .other) { world throws(InfisicalError) in try secretSyncs(world) }
            }
            throw .unknownRoute(request)
        }
        return try limited(&world, request.method == "GET" ? .read : .other) { world throws(InfisicalError) in
            try authenticate(world)
            return try secrets(&world, route)
        }
    }

    private func secretSyncs(_ world: World) throws(InfisicalError) -> Answer {
        try authenticate(world)
        guard let project = request.query.nonEmpty("projectId") else {
            throw .validation([("projectId", "Required")])
        }
        try checkProject(project, world.state.infisical)
        let syncs = world.state.infisical.secretSyncs.filter { $0["projectId"]?.string?.isSame(as: project) ?? false }
        return .json(["secretSyncs": .array(syncs)])
    }

    func checkProject(_ id: String, _ state: InfisicalState) throws(InfisicalError) {
        guard state.project(id) != nil else { throw .notFound("Project with ID '\(id)' not found") }
    }
}
