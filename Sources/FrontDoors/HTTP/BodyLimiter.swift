// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// How many large bodies may be in memory at once, over all connections.
final class BodyLimiter: Sendable {
    private let free: NIOLockedValueBox<Int>

    init(_ count: Int) {
        free = NIOLockedValueBox(count)
    }

    func take() -> Bool {
        free.withLockedValue { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func giveBack() {
        free.withLockedValue { $0 += 1 }
    }
}

/// One connection's share of the memory for bodies.
///
/// Infisical's deliveries are some hundred bytes and need no slot: a flood of large forged ones cannot keep them out.
final class BodyReservation {
    /// A body up to this size needs no slot, in bytes.
    static let smallBody = 16 << 10

    private let slots: BodyLimiter
    private var hasSlot = false

    init(_ slots: BodyLimiter) {
        self.slots = slots
    }

    deinit {
        giveBack()
    }

    /// Whether a body of this size may be held in memory.
    func allows(_ size: Int) -> Bool {
        if size <= Self.smallBody || hasSlot { return true }
        hasSlot = slots.take()
        return hasSlot
    }

    /// The body is not needed any more.
    func giveBack() {
        if hasSlot { slots.giveBack() }
        hasSlot = false
    }
}
