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
            return try login(&world, method: segments[3])
        }
        guard let route = SecretsRoute(segments, legacyOnly: world.state.infisical.legacyOnly) else {
            if request.method == "GET", segments == ["api", "v1", "secret-syncs", "render"] {
                return try limited(&world) { world throws(InfisicalError) in try secretSyncs(world) }
            }
            throw .unknownRoute(request)
        }
        return try limited(&world) { world throws(InfisicalError) in try secrets(&world, route) }
    }

    /// Counts the request, checks its token and adds the rate limit headers to what is answered.
    private func limited(
        _ world: inout World, _ serve: (inout World) throws(InfisicalError) -> Answer
    ) throws(InfisicalError) -> Answer {
        let limits = limits ?? .unlimited
        let standing = world.limiter.count(
            "infisical", limit: limits.infisicalReads, window: limits.windowSeconds, now: now)
        let headers = [
            ("x-ratelimit-limit", String(standing.limit)),
            ("x-ratelimit-remaining", String(standing.remaining)),
            ("x-ratelimit-reset", String(standing.secondsToGo)),
        ]
        do throws(InfisicalError) {
            guard !standing.isExceeded else { throw .rateLimit(secondsToGo: standing.secondsToGo) }
            try authenticate(world)
            var answer = try serve(&world)
            answer.headers += headers
            return answer
        } catch {
            var error = error
            error.headers += headers
            throw error
        }
    }

    private func secretSyncs(_ world: World) throws(InfisicalError) -> Answer {
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
