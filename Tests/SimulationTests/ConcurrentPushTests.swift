// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing

/// The claims of docs/consistency.md, held against the real planning and push code in thousands of interleavings.
@Suite struct ConcurrentPushTests {
    private static let batch = 250
    private static let batches = 0..<16

    private static func seeds(_ number: Int) -> Range<UInt64> {
        UInt64(number * batch)..<UInt64((number + 1) * batch)
    }

    @Test(arguments: batches)
    func everyEndIsRight(number: Int) {
        var premises = 0
        for seed in Self.seeds(number) {
            var simulation = Simulation(seed: seed)
            simulation.run()
            let hint = Comment(rawValue: "seed \(seed)")
            let (lostForeignKey, production) = (simulation.lostForeignKey, simulation.productionIsAsTheDestination)
            let (untruths, outdatedWrites) = (simulation.untruths, simulation.outdatedWrites)
            #expect(!lostForeignKey, hint)
            #expect(production != false, hint)
            #expect(untruths == [], hint)
            #expect(outdatedWrites == 0, hint)
            if simulation.premiseHolds {
                premises += 1
                let isRight = simulation.destinationIsAsTheSourceSays
                #expect(isRight, hint)
            }
            // Whatever the end: the next push finishes the work, unless a guard stops it.
            if let report = simulation.pushUndisturbed(), report.verdict != .guarded {
                #expect([.synced, .unchanged].contains(report.verdict), "seed \(seed): \(report.message)")
                let isMended = simulation.destinationIsAsTheSourceSays
                #expect(isMended, hint)
            }
        }
        // The claim must have something to say.
        #expect(premises > Self.batch / 2)
    }

    @Test func aSeedGivesTheSameInterleavingEveryTime() {
        for seed in 0..<50 as Range<UInt64> {
            var (first, second) = (Simulation(seed: seed), Simulation(seed: seed))
            first.run()
            second.run()
            let traces = (first.world.state.withLock(\.trace), second.world.state.withLock(\.trace))
            #expect(traces.0 == traces.1, "seed \(seed)")
            #expect(!traces.0.isEmpty)
        }
    }

    /// The mutation: without its confirming reading a push can leave what is old, and the simulation sees it.
    @Test func withoutTheConfirmingReadingAStaleEndIsFound() {
        let stale = (0..<500 as Range<UInt64>).first { seed in
            var simulation = Simulation(seed: seed) { source, destination in
                let belief = Belief()
                return (
                    BelievingSource(inner: source, belief: belief),
                    BelievingDestination(inner: destination, belief: belief)
                )
            }
            simulation.run()
            return simulation.anyPushCameToItsEnd && !simulation.destinationIsAsTheSourceSays
                && simulation.world.state.withLock { $0.records.values.allSatisfy(\.isSettled) }
        }
        #expect(stale != nil)
    }
}
