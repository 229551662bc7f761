// SPDX-License-Identifier: MIT

/// How far a push is, for somebody who watches.
package enum PushProgress: Sendable, Equatable {
    /// Writes done, of those of the whole plan.
    case writing(done: Int, total: Int)
    /// The rate limit has no room for more.
    case waiting(RateLimitWait)
    /// A service's deploy has come to this step, by Render's word for it, or to its end.
    case deploying(RenderService, step: String)
}

/// A wait for Render's rate limit.
package struct RateLimitWait: Sendable, Equatable {
    /// The time until it allows more.
    package var resetsIn: Duration
    /// Writes still to be sent.
    package var pending: Int
    /// The time until the last of those is written, as far as the rate limit tells.
    package var remaining: Duration

    init(for allowance: WriteAllowance, pending: Int) {
        resetsIn = allowance.resetsIn
        self.pending = pending
        let furtherMinutes = max(0, pending - 1) / max(1, allowance.perMinute)
        remaining = allowance.resetsIn + .seconds(60 * furtherMinutes)
    }
}
