// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// How many large bodies may be in memory at once, over all connections.
final class BodyLimiter: Sendable {
    private let free: NIOLockedValueBox<Int>

    init(_ count: Int) {
        free = NIOLockedValueBox(count)
    }

    func reserve() -> Bool {
        free.withLockedValue { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func release() {
        free.withLockedValue { $0 += 1 }
    }
}

/// One connection's share of the memory for large bodies.
///
/// Infisical's deliveries are some hundred bytes and need no share: a flood of large forged ones cannot keep them out.
final class BodyReservation {
    /// A body up to this size needs no share, in bytes.
    static let smallBody = 16 << 10

    private let limiter: BodyLimiter
    private var isMade = false

    init(_ limiter: BodyLimiter) {
        self.limiter = limiter
    }

    deinit {
        release()
    }

    /// Whether a body of this size may be held in memory.
    func covers(_ size: Int) -> Bool {
        if size <= Self.smallBody || isMade { return true }
        isMade = limiter.reserve()
        return isMade
    }

    /// The body is not needed any more.
    func release() {
        if isMade { limiter.release() }
        isMade = false
    }
}
