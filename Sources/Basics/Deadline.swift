// SPDX-License-Identifier: MIT

/// Why work ends before it is done.
package enum DeadlineError: Error, Sendable, Equatable {
    /// The process was asked to end.
    case stopped
    /// The time is over, or a wait would outlast it.
    case outOfTime(TimeLimit)
}

/// What sets the time that work has.
package enum TimeLimit: Sendable {
    /// `RENDER_SYNC_TIMEOUT`.
    case push
    /// The timeout of an AWS Lambda function.
    case function
    /// How long a push waits for a deploy.
    case deploy
    /// What a command that pushes nothing gives itself.
    case command
}

/// How long a push may still take, and every wait in it.
package struct Deadline: Sendable {
    package let time: TimeSource
    /// Opened when the process is asked to end; ends every wait.
    package let stop: Latch
    /// Opened when it is asked a second time: nothing outlives that.
    package let abandon: Latch
    package let limit: TimeLimit
    private let expiry: @Sendable () -> Duration

    /// A deadline that lies `duration` ahead of now.
    package init(
        in duration: Duration, time: TimeSource, stop: Latch, abandon: Latch = Latch(), limit: TimeLimit = .push
    ) {
        let expiry = time.uptime() + duration
        self.init(time: time, stop: stop, abandon: abandon, limit: limit) { expiry }
    }

    /// A deadline that can still be moved: `expiry`, on the clock of `uptime`, is asked for each time.
    package init(
        time: TimeSource, stop: Latch, abandon: Latch = Latch(), limit: TimeLimit = .push,
        expiry: @escaping @Sendable () -> Duration
    ) {
        self.time = time
        self.stop = stop
        self.abandon = abandon
        self.limit = limit
        self.expiry = expiry
    }

    /// The moment, on the clock of `uptime`, at which the time is over.
    package var expiresAt: Duration { expiry() }

    /// The time left, never negative.
    package var remaining: Duration { max(.zero, expiresAt - time.uptime()) }

    /// Throws when no new call may begin any more.
    package func check() throws(DeadlineError) {
        if stop.isOpen || Task.isCancelled { throw .stopped }
        if remaining == .zero { throw .outOfTime(limit) }
    }

    /// The same deadline for the one thing that is still done after a stop: the redeploy of what was written.
    package func outlivingStop(by grace: Duration) -> Deadline {
        Deadline(in: min(grace, remaining), time: time, stop: abandon, limit: limit)
    }

    /// The same deadline, or `duration` from now if that is earlier, which is then what `limit` says.
    package func ending(in duration: Duration, limit: TimeLimit) -> Deadline {
        let end = time.uptime() + duration
        return Deadline(time: time, stop: stop, abandon: abandon, limit: end < expiresAt ? limit : self.limit) {
            [expiry] in min(end, expiry())
        }
    }

    /// Waits. Throws at once when the wait would outlast the deadline, and as soon as a stop is asked for.
    package func sleep(for duration: Duration) async throws(DeadlineError) {
        try check()
        guard duration < remaining else { throw .outOfTime(limit) }
        await firstOf({ [time] in await time.sleep(duration) }, stop.wait)
        try check()
    }
}
