// SPDX-License-Identifier: MIT

/// Why work ends before it is done.
public enum GaveUp: Error, Sendable, Equatable {
    /// The process was asked to end.
    case stopped
    /// The time for the push is over, or a wait would outlast it.
    case outOfTime
}

/// How long a push may still take, and every wait in it.
public struct Deadline: Sendable {
    /// The clock that the deadline is read on.
    public let timekeeper: Timekeeper
    /// The signal that ends every wait.
    public let stop: StopSignal
    private let expiry: Duration

    /// A deadline that lies `limit` ahead of now.
    public init(in limit: Duration, timekeeper: Timekeeper, stop: StopSignal) {
        self.timekeeper = timekeeper
        self.stop = stop
        expiry = timekeeper.uptime() + limit
    }

    /// The time left, never negative.
    public var remaining: Duration { max(.zero, expiry - timekeeper.uptime()) }

    /// Throws when a new call must not begin any more.
    public func check() throws(GaveUp) {
        if stop.isRequested || Task.isCancelled { throw .stopped }
        if remaining == .zero { throw .outOfTime }
    }

    /// The same deadline for the one thing that is still done after a stop: the redeploy of what was written.
    public func outlivingStop(by grace: Duration) -> Deadline {
        Deadline(in: min(grace, remaining), timekeeper: timekeeper, stop: StopSignal())
    }

    /// Waits. Throws at once when the wait would outlast the deadline, and as soon as a stop is asked for.
    public func sleep(for duration: Duration) async throws(GaveUp) {
        try check()
        guard duration < remaining else { throw .outOfTime }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await timekeeper.sleep(duration) }
            group.addTask { await stop.wait() }
            await group.next()
            group.cancelAll()
        }
        try check()
    }
}
