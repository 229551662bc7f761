// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore

/// What was told of which delivery, so that a copy of it that ends alike is not told of again: Infisical repeats at once
/// what may pass, and an old delivery can be sent again by anybody who saw it.
final class NotifiedDeliveries: Sendable {
    private struct Ending: Hashable {
        var signature: [UInt8]
        /// Two addresses may get the same bytes, each for a sync of its own.
        var syncs: [String]
        var verdict: Verdict
    }

    private struct State {
        var known: Set<Ending> = []
        /// The oldest first.
        var order: [Ending] = []
    }

    private static let bound = 1000

    private let state = NIOLockedValueBox(State())

    /// Notes it; false when it is known.
    func isNew(_ signature: [UInt8], _ syncs: [String], _ verdict: Verdict) -> Bool {
        state.withLockedValue { state in
            let ending = Ending(signature: signature, syncs: syncs, verdict: verdict)
            guard state.known.insert(ending).inserted else { return false }
            state.order.append(ending)
            if state.order.count > Self.bound { state.known.remove(state.order.removeFirst()) }
            return true
        }
    }
}
