// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers

/// The deliveries whose pushes run or have succeeded, so that the same delivery sent again makes no others. One whose
/// push failed is forgotten: it is sent again so that it is tried again.
package final class RecentDeliveries: Sendable {
    /// What is known of a delivery.
    enum Memory {
        /// Its pushes have begun, now or with an earlier copy.
        case running(Task<[PushReport], Never>)
        case succeeded
    }

    /// A signed body, and what its address let it push.
    private struct ID: Hashable {
        var signature: [UInt8]
        var syncs: [ExactText]
    }

    private struct Entry {
        var memory: Memory
        /// From then on the signature is too old to be believed, in milliseconds since 1970.
        var expiry: Int64
    }

    private struct State {
        var entries: [ID: Entry] = [:]
        /// The oldest first.
        var order: [ID] = []

        mutating func remember(_ id: ID, _ entry: Entry) {
            if entries.updateValue(entry, forKey: id) == nil { order.append(id) }
            if order.count > bound { entries[order.removeFirst()] = nil }
        }

        mutating func forget(_ id: ID) {
            entries[id] = nil
            order.removeAll { $0 == id }
        }
    }

    /// The most that are remembered; an older one that comes again is pushed again, which changes nothing.
    static let bound = 1000

    private let tolerance: Duration
    private let state = NIOLockedValueBox(State())

    /// `tolerance` is how long after its time a signature is believed.
    package init(tolerance: Duration) {
        self.tolerance = tolerance
    }

    /// Gives the memory of a delivery, which begins with its first copy. `now` is in milliseconds since 1970.
    func memory(
        of delivery: VerifiedDelivery, now: Int64, push: @escaping @Sendable () async -> [PushReport]
    ) -> Memory {
        let id = ID(signature: delivery.event.signature, syncs: delivery.syncs.map { ExactText($0.name) })
        return state.withLockedValue { state in
            if let entry = state.entries[id], entry.expiry >= now { return entry.memory }
            let memory = Memory.running(
                Task { [self] in
                    let reports = await push()
                    settle(id, succeeded: reports.allSatisfy { $0.verdict == .synced || $0.verdict == .unchanged })
                    return reports
                })
            state.remember(id, Entry(memory: memory, expiry: delivery.event.timestamp + tolerance.milliseconds))
            return memory
        }
    }

    private func settle(_ id: ID, succeeded: Bool) {
        state.withLockedValue { state in
            if succeeded { state.entries[id]?.memory = .succeeded } else { state.forget(id) }
        }
    }
}
