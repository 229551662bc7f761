// SPDX-License-Identifier: MIT

import Basics
import Logging

/// Makes the calls of one push to one API: repeats what may be repeated, keeps to the deadline, counts every attempt.
package struct APIClient: Sendable {
    /// When a call may be made again after a failure that does not tell whether it took effect.
    package enum Repetition: Sendable {
        /// A repeat changes nothing more.
        case harmless
        /// Only when the first surely did not start.
        case onlyIfUnsent
    }

    /// The time of one attempt.
    private static let attemptTimeout = Duration.seconds(30)

    /// The API.
    package let service: Service
    private let transport: any HTTPTransport
    private var deadline: Deadline
    private let counter: CallCounter
    private let log: Logger
    private let observe: @Sendable (HTTPRequest, HTTPResponse) -> Void
    private var gate: (any RateLimiter)?

    /// Takes what a push has. `observe` sees every answer, for what its headers tell.
    package init(
        _ service: Service, transport: any HTTPTransport, deadline: Deadline, counter: CallCounter, log: Logger,
        observe: @escaping @Sendable (HTTPRequest, HTTPResponse) -> Void = { _, _ in }
    ) {
        self.service = service
        self.transport = transport
        self.deadline = deadline
        self.counter = counter
        self.log = log
        self.observe = observe
    }

    /// The same client with another deadline.
    package func within(_ deadline: Deadline) -> APIClient {
        var client = self
        client.deadline = deadline
        return client
    }

    /// The same client, every attempt of which goes through a gate.
    package func gated(by gate: any RateLimiter) -> APIClient {
        var client = self
        client.gate = gate
        return client
    }

    /// The same client for another service, whose answers nobody watches.
    package func to(_ service: Service) -> APIClient {
        APIClient(service, transport: transport, deadline: deadline, counter: counter, log: log)
    }

    /// Calls until there is an answer that `decode` can read, or a reason to stop. `endpoint` names the call in counts
    /// and messages. An answer that is no success comes back as nil from `decode` or throws `Unreadable`.
    package func call<Result: Sendable>(
        _ request: HTTPRequest, endpoint: String, repetition: Repetition = .harmless,
        decode: (HTTPResponse) throws -> Result
    ) async throws(ServiceFailure) -> Result {
        var attempt = 1
        // An answer that was lost once stays lost, whatever later attempts bring.
        var mayHaveTakenEffect = false
        while true {
            let failure: AttemptFailure
            do throws(AttemptFailure) {
                return try await self.attempt(request, endpoint, decode)
            } catch {
                failure = error
            }
            mayHaveTakenEffect = mayHaveTakenEffect || !failure.isSurelyWithoutEffect
            do throws(ServiceFailure) {
                let wait = try next(failure, attempt, repetition, endpoint)
                log.warning(
                    "\(service.rawValue) \(endpoint): \(failure.message); trying again",
                    metadata: [
                        "attempt": .stringConvertible(attempt), "wait_ms": .stringConvertible(wait.milliseconds),
                    ])
                try await pause(wait, failure, endpoint)
            } catch {
                var ending = error
                ending.mayHaveTakenEffect = mayHaveTakenEffect
                throw ending
            }
            attempt += 1
        }
    }

    // MARK: One attempt

    private func attempt<Result: Sendable>(
        _ request: HTTPRequest, _ endpoint: String, _ decode: (HTTPResponse) throws -> Result
    ) async throws(AttemptFailure) -> Result {
        do throws(DeadlineError) {
            try deadline.check()
            try await gate?.enter(request, deadline)
        } catch {
            throw .gaveUp(error)
        }
        var request = request
        request.timeout = min(request.timeout, Self.attemptTimeout, deadline.remaining)
        counter.note(service, endpoint)
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            gate?.leave(request, error.isSurelyUnsent ? .unsent : .lost)
            throw .transport(error)
        }
        observe(request, response)
        gate?.leave(request, .answered)
        log.debug("\(service.rawValue) \(endpoint)", metadata: ["status": .stringConvertible(response.status)])
        if let transient = TransientStatus(response, unixMilliseconds: deadline.time.unixMilliseconds()) {
            throw .transient(transient)
        }
        do {
            return try decode(response)
        } catch let refusal as APIRefusal {
            throw .refused(refusal.message)
        } catch {
            // The decoder's own error may quote a value: dropped.
            throw .unreadable(status: response.status)
        }
    }

    /// How long to wait before the next attempt; throws when there is none.
    private func next(
        _ failure: AttemptFailure, _ attempt: Int, _ repetition: Repetition, _ endpoint: String
    ) throws(ServiceFailure) -> Duration {
        if case .gaveUp(let reason) = failure { throw ServiceFailure(reason) }
        let call = "\(service.rawValue) \(endpoint)"
        guard let kind = failure.kind else { throw ServiceFailure(.refused, "\(call): \(failure.message)") }
        let mayRepeat = repetition == .harmless || failure.isSurelyWithoutEffect
        let text = attempt == 1 ? "\(call): \(failure.message)" : "\(call): \(failure.message), \(attempt) attempts"
        guard mayRepeat, attempt < Backoff.attempts, !Task.isCancelled else {
            throw ServiceFailure(kind, text)
        }
        // A hint that is over already comes of clocks that differ: without a wait all attempts would be spent at once.
        if let hint = failure.hint, hint > .zero { return hint }
        return Backoff.wait(after: attempt, jitter: deadline.time.random())
    }

    private func pause(
        _ wait: Duration, _ failure: AttemptFailure, _ endpoint: String
    ) async throws(ServiceFailure) {
        do throws(DeadlineError) {
            try await deadline.sleep(for: wait)
        } catch {
            var ending = ServiceFailure(error)
            ending.message =
                "\(service.rawValue) \(endpoint): \(failure.message), next attempt in "
                + "\(wait.components.seconds) s; \(ending.message)"
            throw ending
        }
    }
}
