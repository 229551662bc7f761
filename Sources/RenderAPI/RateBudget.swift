// SPDX-License-Identifier: MIT

import HTTPClient
public import SyncCore

/// What is known of Render's rate limit for writes, kept for as long as the process lives.
///
/// Render counts reads and writes apart (400 and 30 a minute) and per user, and tells what is left with every answer.
/// Until a write was answered, what a read says is all there is to go by, up to the documented limit for writes.
public final class RateBudget: Sendable {
    /// Writes a minute, as Render documents them.
    static let documentedWrites = 30
    /// The period of the limit, as Render documents it.
    static let period = Duration.seconds(60)

    private struct Reading {
        var remaining: Int
        var resetsAt: Duration
    }

    private struct State {
        var fromReads: Reading?
        var fromWrites: Reading?
        var isMultiplexed = false
    }

    private let state = Locked(State())
    private let timekeeper: Timekeeper

    /// Takes the clock that resets are told by.
    public init(timekeeper: Timekeeper) {
        self.timekeeper = timekeeper
    }

    /// Notes what an answer says.
    func observe(_ request: HTTPRequest, _ response: HTTPResponse) {
        let hint = RateLimitHint(headers: response.headers, unixMilliseconds: timekeeper.unixMilliseconds())
        let now = timekeeper.uptime()
        state.withLock { state in
            state.isMultiplexed = response.isMultiplexed
            // Deploys have a limit of their own.
            guard !request.url.hasSuffix("/deploys") else { return }
            // A refusal that does not say until when is left to the call's own backoff.
            let isRefusedWrite = response.status == 429 && request.method != .get && hint.wait != nil
            guard let remaining = isRefusedWrite ? 0 : hint.remaining else { return }
            let reading = Reading(remaining: remaining, resetsAt: now + (hint.wait ?? Self.period))
            if request.method == .get {
                state.fromReads = reading
            } else {
                state.fromWrites = Self.lower(state.fromWrites, reading, now: now)
            }
        }
    }

    /// Answers to parallel writes arrive in any order: within a period the lowest count is the newest.
    private static func lower(_ old: Reading?, _ new: Reading, now: Duration) -> Reading {
        guard let old, old.resetsAt > now, new.resetsAt - old.resetsAt < .seconds(2) else { return new }
        return old.remaining < new.remaining ? old : new
    }

    /// Room for writes now.
    var allowance: WriteAllowance {
        let now = timekeeper.uptime()
        let state = state.withLock { $0 }
        // Over HTTP/1.1 the transport opens six connections to a host at most.
        let parallel = state.isMultiplexed ? 100 : 6
        if let reading = state.fromWrites, reading.resetsAt > now {
            return WriteAllowance(count: reading.remaining, resetsIn: reading.resetsAt - now, parallel: parallel)
        }
        if state.fromWrites == nil, let reading = state.fromReads, reading.resetsAt > now {
            let count = min(reading.remaining, Self.documentedWrites)
            return WriteAllowance(count: count, resetsIn: reading.resetsAt - now, parallel: parallel)
        }
        return WriteAllowance(count: Self.documentedWrites, resetsIn: .zero, parallel: parallel)
    }
}
