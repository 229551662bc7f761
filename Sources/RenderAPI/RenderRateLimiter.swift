// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import NIOConcurrencyHelpers
import SyncCore

/// What is known of Render's rate limit for writes, kept for as long as the process lives.
///
/// It alone decides which write may be sent, and when. Render counts reads and writes apart (400 and 30 a minute) and per
/// user, and tells what is left with every response. Before the first response to a write, what a read says is all there
/// is to go by, up to the documented limit for writes. Writes in flight count as if they were answered already: pushes
/// that share a key share the room.
package final class RenderRateLimiter: Sendable {
    /// Writes a minute, as Render documents them.
    static let documentedWrites = 30
    /// The period of the limit, as Render documents it.
    static let period = Duration.seconds(60)

    /// What a response said of the minute that it came in.
    private struct Window {
        var remaining: Int
        var resetsAt: Duration
    }

    private struct State {
        var fromReads: Window?
        var fromWrites: Window?
        var inFlight = 0
        /// Opened when one of those in flight is over.
        var changed = Latch()
        var isMultiplexed = false

        /// What the service is known, or documented, to leave room for.
        func window(_ now: Duration) -> Window? {
            if let fromWrites { return fromWrites.resetsAt > now ? fromWrites : nil }
            guard let fromReads, fromReads.resetsAt > now else { return nil }
            return Window(
                remaining: min(fromReads.remaining, RenderRateLimiter.documentedWrites), resetsAt: fromReads.resetsAt)
        }
    }

    private let state = NIOLockedValueBox(State())
    private let time: TimeSource

    package init(time: TimeSource) {
        self.time = time
    }

    /// Notes what a response says.
    func observe(_ request: HTTPRequest, _ response: HTTPResponse) {
        let hint = RateLimitHint(headers: response.headers, unixMilliseconds: time.unixMilliseconds())
        let now = time.uptime()
        state.withLockedValue { state in
            state.isMultiplexed = response.isMultiplexed
            guard !Self.isDeploy(request) else { return }
            // A refusal that does not say until when is left to the call's own backoff.
            let isRefusedWrite = response.status == 429 && request.method != .get && hint.wait != nil
            guard let remaining = isRefusedWrite ? 0 : hint.remaining else { return }
            let window = Window(remaining: remaining, resetsAt: now + (hint.wait ?? Self.period))
            if request.method == .get {
                state.fromReads = window
            } else {
                state.fromWrites = Self.lower(state.fromWrites, window, now: now)
            }
        }
    }

    /// What is known of the room for writes, for choosing how to write and for the progress shown. It admits nothing.
    var allowance: WriteAllowance {
        let now = time.uptime()
        let state = state.withLockedValue { $0 }
        // Over HTTP/1.1 the transport opens six connections to a host at most.
        // Render lets 30 through in a minute; each call in flight takes memory.
        let parallel = state.isMultiplexed ? 30 : 6
        let window = state.window(now)
        return WriteAllowance(
            count: window?.remaining ?? Self.documentedWrites, resetsIn: window.map { $0.resetsAt - now } ?? .zero,
            parallel: parallel, perMinute: Self.documentedWrites)
    }

    /// Responses to parallel writes arrive in any order: within a period the lowest count is the newest.
    private static func lower(_ old: Window?, _ new: Window, now: Duration) -> Window {
        guard let old, old.resetsAt > now, new.resetsAt - old.resetsAt < .seconds(2) else { return new }
        return old.remaining < new.remaining ? old : new
    }

    /// Deploys have a limit of their own.
    private static func isDeploy(_ request: HTTPRequest) -> Bool {
        request.method == .post && request.url.hasSuffix("/deploys")
    }
}

extension RenderRateLimiter: RateLimiter {
    package func enter(
        _ request: HTTPRequest, _ deadline: Deadline, isRepeated: Bool
    ) async throws(RateLimitError) {
        guard Self.isCounted(request) else { return }
        while true {
            let admission = admit()
            if case .afterReset(let wait) = admission, !isRepeated { throw .noRoom(resetsIn: wait) }
            do throws(DeadlineError) {
                switch admission {
                case .now: return
                case .afterReset(let wait): try await deadline.sleep(for: wait)
                case .afterChange(let changed):
                    // Those in flight have time limits of their own, so this ends.
                    await firstOf(changed.wait, deadline.stop.wait)
                }
                try deadline.check()
            } catch {
                throw .ended(error)
            }
        }
    }

    package func leave(_ request: HTTPRequest, _ outcome: CallOutcome) {
        guard Self.isCounted(request) else { return }
        let now = time.uptime()
        let changed = state.withLockedValue { state in
            state.inFlight -= 1
            if outcome == .lost {
                var window =
                    state.window(now) ?? Window(remaining: Self.documentedWrites, resetsAt: now + Self.period)
                window.remaining = max(0, window.remaining - 1)
                state.fromWrites = window
            }
            defer { state.changed = Latch() }
            return state.changed
        }
        changed.open()
    }

    private enum Admission {
        case now
        case afterReset(Duration)
        /// Those in flight have all the room; one of them may give it back.
        case afterChange(Latch)
    }

    private func admit() -> Admission {
        let now = time.uptime()
        return state.withLockedValue { state in
            let window = state.window(now)
            if (window?.remaining ?? Self.documentedWrites) > state.inFlight {
                state.inFlight += 1
                return .now
            }
            if state.inFlight == 0, let window { return .afterReset(window.resetsAt - now) }
            return .afterChange(state.changed)
        }
    }

    private static func isCounted(_ request: HTTPRequest) -> Bool {
        request.method != .get && !isDeploy(request)
    }
}
