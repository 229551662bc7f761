// SPDX-License-Identifier: MIT

import Basics
import JSON
import Logging

/// Makes the calls of one push to one API: repeats what may be repeated, keeps to the deadline, counts every attempt.
package struct APIClient: Sendable {
    package let api: API
    package private(set) var deadline: Deadline
    private let transport: @Sendable (API) -> any HTTPTransport
    private let counter: CallCounter
    private let log: Logger
    private let observe: @Sendable (HTTPRequest, HTTPResponse) -> Void
    private var rateLimiter: (any RateLimiter)?

    /// `transport` has the network for each API: one may have authorities of its own. `observe` sees every response,
    /// for what its headers tell. The clients of one push share its counter.
    package init(
        _ api: API, transport: @escaping @Sendable (API) -> any HTTPTransport, deadline: Deadline,
        counter: CallCounter, log: Logger,
        observe: @escaping @Sendable (HTTPRequest, HTTPResponse) -> Void = { _, _ in }
    ) {
        self.api = api
        self.transport = transport
        self.deadline = deadline
        self.counter = counter
        self.log = log
        self.observe = observe
    }

    /// What errors must not repeat, whichever side it came from.
    package var knownSecrets: KnownSecrets { counter.knownSecrets }

    /// The same client with another deadline.
    package func within(_ deadline: Deadline) -> APIClient {
        var client = self
        client.deadline = deadline
        return client
    }

    /// The same client, whose every attempt asks the limiter first.
    package func limited(by rateLimiter: any RateLimiter) -> APIClient {
        var client = self
        client.rateLimiter = rateLimiter
        return client
    }

    /// The same client for another API, whose responses nobody watches.
    package func to(_ api: API) -> APIClient {
        APIClient(api, transport: transport, deadline: deadline, counter: counter, log: log)
    }

    /// A refusal: the status, the API's own text unless it repeats a secret, and what to do.
    package func refusal(_ response: HTTPResponse, hint: String?, hiding credentials: [Secret]) -> APIRefusal {
        let text = APIErrorBody(response.body)?.message.map { knownSecrets.clean($0, hiding: credentials) } ?? ""
        // What follows is another clause of the sentence.
        let message = text.hasSuffix(".") ? String(text.dropLast()) : text
        return APIRefusal(
            HTTPClientMessages.refused(response.status, message.isEmpty ? nil : message, hint: hint))
    }

    /// Calls until there is a response that `decode` can read, or a reason to stop. `endpoint` names the call in counts
    /// and messages. `decode` throws `APIRefusal` for a response that is no success.
    package func call<Result: Sendable>(
        _ request: HTTPRequest, endpoint: String, retrying policy: RetryPolicy = .idempotent,
        decode: (HTTPResponse) throws -> Result
    ) async throws(CallFailure) -> Result {
        var attempt = 1
        // A response that was lost once stays lost, whatever later attempts bring.
        var mayHaveTakenEffect = false
        while true {
            let failure: AttemptError
            do throws(AttemptError) {
                return try await self.attempt(request, endpoint, isRepeated: attempt > 1, decode)
            } catch {
                failure = error
            }
            mayHaveTakenEffect = mayHaveTakenEffect || !failure.hadNoEffect
            do throws(CallFailure) {
                let wait = try wait(after: failure, attempt, policy, endpoint)
                log.warning(
                    "\(failure.message(api, endpoint)); trying again",
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
        _ request: HTTPRequest, _ endpoint: String, isRepeated: Bool, _ decode: (HTTPResponse) throws -> Result
    ) async throws(AttemptError) -> Result {
        try await enter(request, isRepeated: isRepeated)
        var request = request
        request.timeout = min(request.timeout, deadline.remaining)
        counter.note(api, endpoint)
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport(api).send(request)
        } catch {
            rateLimiter?.leave(request, error.isUnsent ? .unsent : .lost)
            throw .transport(error)
        }
        observe(request, response)
        rateLimiter?.leave(request, .responded)
        log.debug("\(api.rawValue) \(endpoint)", metadata: ["status": .stringConvertible(response.status)])
        if let transient = TransientStatus(response, unixMilliseconds: deadline.time.unixMilliseconds()) {
            throw .transient(transient)
        }
        if (300..<400).contains(response.status) { throw redirected(response, request) }
        do {
            return try decode(response)
        } catch let refusal as APIRefusal {
            throw .refused(refusal)
        } catch {
            // The decoder's own error may quote a value: dropped.
            throw .unreadable(status: response.status, isJSON: Self.isJSON(response.body))
        }
    }

    private static func isJSON(_ body: [UInt8]) -> Bool {
        do throws(JSONReader.Malformed) {
            try JSONReader.read(body) { (reader) throws(JSONReader.Malformed) in try reader.skip() }
            return true
        } catch {
            return false
        }
    }

    private func enter(_ request: HTTPRequest, isRepeated: Bool) async throws(AttemptError) {
        do throws(DeadlineError) {
            try deadline.check()
        } catch {
            throw .ended(error)
        }
        do throws(RateLimitError) {
            try await rateLimiter?.enter(request, deadline, isRepeated: isRepeated)
        } catch {
            switch error {
            case .noRoom(let resetsIn): throw .noRoom(resetsIn: resetsIn)
            case .ended(let reason): throw .ended(reason)
            }
        }
    }

    /// Names where a redirect leads, without its query: that may repeat what was sent.
    private func redirected(_ response: HTTPResponse, _ request: HTTPRequest) -> AttemptError {
        let location = response.headers["location"]?.prefix { $0 != "?" && $0 != "#" } ?? ""
        let target = knownSecrets.clean(String(location), hiding: [request.token].compactMap { $0 })
        return .redirected(status: response.status, target: target.isEmpty ? nil : target)
    }

    /// How long to wait before the next attempt; throws when there is none.
    private func wait(
        after failure: AttemptError, _ attempt: Int, _ policy: RetryPolicy, _ endpoint: String
    ) throws(CallFailure) -> Duration {
        let text = failure.message(api, endpoint)
        switch failure {
        case .ended(let reason): throw CallFailure(reason)
        case .noRoom(let resetsIn): throw CallFailure(.noRoom(resetsIn: resetsIn), text)
        default: break
        }
        guard let kind = failure.kind else { throw CallFailure(.refused, text) }
        let mayRepeat = policy == .idempotent || failure.hadNoEffect
        guard mayRepeat, attempt < Backoff.attempts, !Task.isCancelled else {
            throw CallFailure(kind, text + HTTPClientMessages.attempts(attempt))
        }
        // A hint that is over already comes from clocks that differ: without a wait all attempts would be spent at once.
        if let hint = failure.hint, hint > .zero { return hint }
        return Backoff.wait(after: attempt, jitter: deadline.time.random())
    }

    private func pause(
        _ wait: Duration, _ failure: AttemptError, _ endpoint: String
    ) async throws(CallFailure) {
        do throws(DeadlineError) {
            try await deadline.sleep(for: wait)
        } catch {
            var ending = CallFailure(error)
            ending.message =
                failure.message(api, endpoint)
                + HTTPClientMessages.noTimeForNextAttempt(wait, ending.message)
            throw ending
        }
    }
}
