// SPDX-License-Identifier: MIT

public import Logging
public import SyncCore

/// Makes the calls of one push to one API: repeats what may be repeated, keeps to the deadline, counts every attempt.
public struct APICaller: Sendable {
    /// When a call may be made again after a failure that does not tell whether it took effect.
    public enum Repetition: Sendable {
        /// A repeat changes nothing more.
        case harmless
        /// Only when the first surely did not start.
        case onlyIfUnsent
    }

    /// The time of one attempt.
    private static let attemptTimeout = Duration.seconds(30)

    /// The API.
    public let service: Service
    private let transport: any HTTPTransport
    private var deadline: Deadline
    private let ledger: CallLedger
    private let log: Logger
    private let observe: @Sendable (HTTPRequest, HTTPResponse) -> Void
    private var gate: (any CallGate)?

    /// Takes what a push has. `observe` sees every answer, for what its headers tell.
    public init(
        _ service: Service, transport: any HTTPTransport, deadline: Deadline, ledger: CallLedger, log: Logger,
        observe: @escaping @Sendable (HTTPRequest, HTTPResponse) -> Void = { _, _ in }
    ) {
        self.service = service
        self.transport = transport
        self.deadline = deadline
        self.ledger = ledger
        self.log = log
        self.observe = observe
    }

    /// The same caller with another deadline.
    public func within(_ deadline: Deadline) -> APICaller {
        var caller = self
        caller.deadline = deadline
        return caller
    }

    /// The same caller, every attempt of which goes through a gate.
    public func gated(by gate: any CallGate) -> APICaller {
        var caller = self
        caller.gate = gate
        return caller
    }

    /// The same caller for another service, whose answers nobody watches.
    public func to(_ service: Service) -> APICaller {
        APICaller(service, transport: transport, deadline: deadline, ledger: ledger, log: log)
    }

    /// Calls until there is an answer that `decode` can read, or a reason to stop. `endpoint` names the call in counts
    /// and messages. An answer that is no success comes back as nil from `decode` or throws `Unreadable`.
    public func call<Result: Sendable>(
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
        do throws(GaveUp) {
            try deadline.check()
            try await gate?.enter(request, deadline)
        } catch {
            throw .gaveUp(error)
        }
        var request = request
        request.timeout = min(request.timeout, Self.attemptTimeout, deadline.remaining)
        ledger.note(service, endpoint)
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
        if let transient = TransientStatus(response, unixMilliseconds: deadline.timekeeper.unixMilliseconds()) {
            throw .transient(transient)
        }
        do {
            return try decode(response)
        } catch let refusal as Refusal {
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
        return Backoff.wait(after: attempt, jitter: deadline.timekeeper.jitter())
    }

    private func pause(
        _ wait: Duration, _ failure: AttemptFailure, _ endpoint: String
    ) async throws(ServiceFailure) {
        do throws(GaveUp) {
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
