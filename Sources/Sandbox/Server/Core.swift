// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// The sandbox without its transport: requests come in, one at a time, and outcomes go out.
final class Core: Sendable {
    private let world: NIOLockedValueBox<World>
    private let clock: SandboxClock
    private let rateLimits: RateLimits?
    private let latency: Duration
    private let start = ContinuousClock.now
    private let connections = NIOLockedValueBox(0)

    init(_ configuration: SandboxConfiguration) {
        world = NIOLockedValueBox(World(state: configuration.state))
        clock = configuration.clock
        rateLimits = configuration.rateLimits
        latency = configuration.latency
    }

    func withWorld<Result: Sendable>(_ body: (inout World) throws -> Result) rethrows -> Result {
        try world.withLockedValue { world in try body(&world) }
    }

    func nextConnection() -> Int {
        connections.withLockedValue { number in
            number += 1
            return number
        }
    }

    /// Logs the request, lets the hook see it, applies a fault if one is in force, and serves it.
    func receive(_ request: ReceivedRequest, for service: SandboxService) -> Outcome {
        let arrival = elapsed
        return world.withLockedValue { world in
            world.arrivals += 1
            let logged = LoggedRequest(
                number: world.arrivals, service: service, method: request.method, path: request.target,
                headerNames: request.headers.map { $0.name.lowercased() }, bodySize: request.body.count,
                connection: request.connection, httpVersion: request.version, arrivedAt: arrival)
            world.log.append(logged)
            let action = world.faults.action(for: service, request)
            world.hook?(logged, &world.state)
            var outcome = outcome(of: action, request, service, logged.number, &world)
            outcome.delay += latency
            return outcome
        }
    }

    /// Notes in the log that a request was answered.
    func answered(_ number: Int, status: Int) {
        let now = elapsed
        world.withLockedValue { world in
            // From the end: answers are given soon after the request came in, and the log may have been cleared.
            guard let position = world.log.lastIndex(where: { $0.number == number }) else { return }
            world.log[position].answeredAt = now
            world.log[position].status = status
        }
    }

    /// Notes how a webhook's delivery ended, and completes the answer that waited for it.
    func delivered(_ delivery: WebhookDelivery, _ failure: String?, _ answer: Answer) -> Answer {
        world.withLockedValue { world in
            world.state.infisical[webhook: delivery.webhookId]?.lastStatus = failure == nil ? .success : .failed
            world.state.infisical[webhook: delivery.webhookId]?.lastRunErrorMessage = failure
            let state = world.state.infisical
            guard let webhook = state[webhook: delivery.webhookId] else { return Answer(status: 404) }
            var complete = Answer.json(["message": "Successfully tested webhook", "webhook": webhook.json(state)])
            complete.headers += answer.headers
            return complete
        }
    }

    private var elapsed: Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    private func outcome(
        of action: Fault.Action?, _ request: ReceivedRequest, _ service: SandboxService, _ number: Int,
        _ world: inout World
    ) -> Outcome {
        func served(_ delivery: Outcome.Delivery = .whole, delay: Duration = .zero) -> Outcome {
            Outcome(number: number, answer: serve(request, service, &world), delivery: delivery, delay: delay)
        }
        func unserved(_ answer: Answer, _ delivery: Outcome.Delivery = .whole) -> Outcome {
            Outcome(number: number, answer: answer, delivery: delivery, delay: .zero)
        }
        switch action {
        case nil: return served()
        case .status(let status, let headers, let body):
            return unserved(.fault(status: status, headers: headers, body: body))
        case .redirect(let status, let location):
            return unserved(.fault(status: status, headers: ["Location": location], body: ""))
        case .patch(let patch):
            var outcome = served()
            outcome.answer.patch(patch)
            return outcome
        case .resetBeforeAnswer: return unserved(.noContent, .reset)
        case .resetMidAnswer: return served(.resetMidway)
        case .resetAfterHandling: return served(.reset)
        case .hang: return unserved(.noContent, .silence)
        case .truncatedJSON:
            var outcome = served()
            outcome.answer.body.removeLast(outcome.answer.body.count / 2)
            return outcome
        case .wrongJSON: return unserved(.json(["unexpected": ["shape", 1, nil]]))
        case .htmlPage(let status): return unserved(.htmlPage(status: status))
        case .delay(let duration): return served(delay: duration)
        case .endlessBody: return unserved(.endless, .endless)
        case .expireToken:
            world.tokens.expireAll()
            return served()
        }
    }

    private func serve(_ request: ReceivedRequest, _ service: SandboxService, _ world: inout World) -> Answer {
        switch service {
        case .infisical:
            InfisicalEmulator(request: request, now: clock.now, limits: rateLimits).answer(&world)
        case .render:
            RenderEmulator(request: request, now: clock.now, limits: rateLimits).answer(&world)
        case .chat:
            ChatEmulator(request: request).answer(&world)
        }
    }
}
