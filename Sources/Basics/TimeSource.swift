// SPDX-License-Identifier: MIT

/// Time and chance, passed in: the program hands over the real ones, a test its own.
package struct TimeSource: Sendable {
    /// Milliseconds since 1970, for signatures and for resets given as epoch seconds.
    package var unixMilliseconds: @Sendable () -> Int64
    /// Time since some fixed moment; never goes back.
    package var uptime: @Sendable () -> Duration
    /// Waits; returns early when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void
    /// A number from 0 up to, not including, 1.
    package var random: @Sendable () -> Double

    package init(
        unixMilliseconds: @escaping @Sendable () -> Int64, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.unixMilliseconds = unixMilliseconds
        self.uptime = uptime
        self.sleep = sleep
        self.random = random
    }

    /// The moment on the wall clock.
    package var now: Moment { Moment(milliseconds: unixMilliseconds()) }
}
