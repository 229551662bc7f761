// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Render's API: authentication, rate limits and the choice of the route.
struct RenderEmulator {
    let request: ReceivedRequest
    let now: Date
    let limits: RateLimits?

    func answer(_ world: inout World) -> Answer {
        guard let key = request.bearer, let account = account(key, world.state.render) else {
            var refusal = refusal(RenderError(401, "unauthorized"), world)
            refusal.headers += headers(count(&world, "anonymous"))
            return refusal
        }
        let standing = count(&world, key)
        var answer: Answer
        if standing.isExceeded {
            answer = refusal(RenderError(429, "rate limit exceeded"), world)
            if limits?.sendsRetryAfter == true {
                answer.headers.append(("Retry-After", String(standing.secondsToGoRoundedUp)))
            }
        } else {
            do throws(RenderError) {
                answer = try route(&world, account)
            } catch {
                answer = refusal(error, world)
            }
        }
        answer.headers += headers(standing)
        return answer
    }

    /// The definition has an `id` beside the message; no recorded error has one.
    private func refusal(_ error: RenderError, _ world: World) -> Answer {
        var members: [String: JSONValue] = ["message": .string(error.message)]
        if world.state.render.errorsHaveIds { members["id"] = .string("err-sandbox-\(error.status)") }
        return .json(.object(members), status: error.status)
    }

    private func account(_ key: String, _ state: RenderState) -> RenderState.APIKey? {
        state.apiKeys.first { $0.key.isSame(as: key) }
    }

    private func route(_ world: inout World, _ account: RenderState.APIKey) throws(RenderError) -> Answer {
        let segments = request.segments
        guard segments.first == "v1" else { throw RenderError(404, "not found") }
        switch segments.count > 1 ? segments[1] : "" {
        case "services": return try services(&world, account, Array(segments.dropFirst(2)))
        case "env-groups": return try envGroups(&world, account, Array(segments.dropFirst(2)))
        case "owners": return try owners(world.state.render, account, segments.dropFirst(2))
        default: throw RenderError(404, "not found")
        }
    }

    /// Everything below `/owners`.
    private func owners(
        _ state: RenderState, _ account: RenderState.APIKey, _ path: ArraySlice<String>
    ) throws(RenderError) -> Answer {
        guard request.method == "GET", path.count < 2 else { throw methodOrPath() }
        let visible = state.owners.filter { owner in account.ownerId.map { $0 == owner.id } ?? true }
        guard let id = path.first else { return .json(try page(visible.map { Paged("owner", $0.id, $0.json) })) }
        guard let owner = visible.first(where: { $0.id.isSame(as: id) }) else { throw RenderError(404, "not found") }
        return .json(owner.json)
    }
}

/// A refusal; becomes `{"message"}`.
struct RenderError: Error {
    var status: Int
    var message: String

    init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }
}
