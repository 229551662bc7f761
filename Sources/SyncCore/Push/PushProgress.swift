// SPDX-License-Identifier: MIT

/// How far a push is, for somebody who watches.
package struct PushProgress: Sendable, Equatable {
    /// Writes done.
    package var done = 0
    /// Writes of the whole plan; 0 while waiting.
    package var total = 0
    /// The time until the rate limit allows more, when that is what it waits for.
    package var waiting: Duration?
    /// Writes still to be sent while it waits.
    package var pending = 0
    /// The time until the last of those is written, as far as the rate limit tells, while it waits.
    package var remaining: Duration?

    init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }

    init(waitingFor allowance: WriteAllowance, pending: Int) {
        waiting = allowance.resetsIn
        self.pending = pending
        let furtherMinutes = max(0, pending - 1) / max(1, allowance.perMinute)
        remaining = allowance.resetsIn + .seconds(60 * furtherMinutes)
    }
}
