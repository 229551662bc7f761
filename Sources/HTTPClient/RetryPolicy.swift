// SPDX-License-Identifier: MIT

/// When a call may be made again after a failure that leaves open whether it took effect.
package enum RetryPolicy: Sendable {
    /// Always: a repeat changes nothing more.
    case idempotent
    /// Only when the failed attempt surely had no effect.
    case onlyIfUnsent
}

/// How often a call is made, and the waits between: exponential backoff with full jitter, a random part of a bound that
/// doubles with every attempt.
enum Backoff {
    /// Attempts of one call, the first included.
    static let attempts = 5
    /// The bound after the first attempt.
    private static let base = Duration.milliseconds(500)
    /// No bound is larger.
    private static let ceiling = Duration.seconds(20)

    /// The wait after the attempt of this number, counted from 1. `jitter` is from 0 up to 1.
    static func wait(after attempt: Int, jitter: Double) -> Duration {
        min(ceiling, base * Int(1 << min(attempt - 1, 10))) * jitter
    }
}
