// SPDX-License-Identifier: MIT

import Basics

/// Exponential backoff with full jitter: a random wait up to a bound that doubles with every attempt.
package struct Backoff: Sendable {
    /// Attempts of one call, the first included.
    package static let attempts = 5
    /// The bound after the first attempt.
    static let base = Duration.milliseconds(500)
    /// No bound is larger.
    static let ceiling = Duration.seconds(20)

    /// The wait after the attempt of this number, counted from 1. `jitter` is from 0 up to 1.
    package static func wait(after attempt: Int, jitter: Double) -> Duration {
        min(ceiling, base * Int(1 << min(attempt - 1, 10))) * jitter
    }
}
