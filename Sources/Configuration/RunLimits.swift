// SPDX-License-Identifier: MIT

import SyncCore

/// Run-wide limits of time, and what they are measured against.
package struct RunLimits: Sendable, Equatable {
    /// How old, or how far ahead, a signature may be.
    package var signatureTolerance = Duration.seconds(300)
    /// When `serve` answers for a push that is still running. Infisical itself gives up after 15 s.
    package var respondWithin = Duration.seconds(10)
    /// The time of one push.
    package var timeout = Duration.seconds(600)
    /// The queue that `serve` is behind.
    package var queue: QueueKind?

    /// All defaults.
    package init() {}
}
