// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore
import Testing
@testable import Basics

/// The claims of docs/consistency.md, held against the real planning and push code in thousands of interleavings.
@Suite struct ConcurrentPushTests {
    private static let batch = 250
    private static let batches = 0..<12

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
            let wentBackwards = simulation.wentBackwards
            #expect(!wentBackwards, hint)
            #expect(untruths == [], hint)
            #expect(outdatedWrites == 0, hint)
            if simulation.premiseHolds {
                premises += 1
                let isRight = simulation.destinationIsAsTheSourceSays
                #expect(isRight, hint)
            }
            // Whatever the end: the next push finishes the work, unless a guard stops it.
            let next = simulation.pushUndisturbed()
            if next?.verdict != .guarded {
                #expect(next.map { [.synced, .unchanged, .stillDrifted].contains($0.verdict) } == true, hint)
                let isMended = simulation.destinationIsAsTheSourceSays
                #expect(isMended, hint)
            }
        }
        // The claim must have something to say.
        #expect(premises > Self.batch / 2)
    }

    /// What is never reached is not tested.
    @Test func everyWayOfAPushIsTaken() {
        var ways: [String: Int] = [:]
        for seed in 0..<2000 as Range<UInt64> where ways.count < 12 {
            var simulation = Simulation(seed: seed)
            simulation.run()
            for record in simulation.world.state.withLockedValue({ $0.records.values.map { $0 } }) {
                if record.bulkWrites > 0 { ways["bulk", default: 0] += 1 }
                if record.hasSlept { ways["wait", default: 0] += 1 }
                if record.isKilled, record.lastWrite > 0 { ways["killed after a write", default: 0] += 1 }
                if !record.uncertain.isEmpty { ways["lost answer", default: 0] += 1 }
                guard let report = record.report else { continue }
                if report.rounds > 1 { ways["several rounds", default: 0] += 1 }
                if report.verdict == .guarded { ways["guarded", default: 0] += 1 }
                if case .older? = report.outcome { ways["older lists", default: 0] += 1 }
                if record.mayHaveBeenRefused, record.isSettled { ways["older list waited out", default: 0] += 1 }
                if !report.unwritten.isEmpty { ways["not written", default: 0] += 1 }
                switch report.outcome {
                case .neverSettled?: ways["never settled", default: 0] += 1
                case .failed(let failure)? where failure.kind == .stopped: ways["stopped", default: 0] += 1
                case .failed(let failure)? where failure.kind == .outOfTime: ways["out of time", default: 0] += 1
                default: break
                }
            }
        }
        #expect(ways.count == 12, "\(ways.sorted { $0.key < $1.key })")
    }

    @Test func aSeedGivesTheSameInterleavingEveryTime() {
        for seed in 0..<50 as Range<UInt64> {
            var (first, second) = (Simulation(seed: seed), Simulation(seed: seed))
            first.run()
            second.run()
            let traces = (first.world.state.withLockedValue(\.trace), second.world.state.withLockedValue(\.trace))
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
                && simulation.world.state.withLockedValue { $0.records.values.allSatisfy(\.isSettled) }
        }
        #expect(stale != nil)
    }

    /// The mutation: a push that does not see versions and times takes an older list for a newer one, and the simulation
    /// sees it end on what is old.
    @Test func withoutVersionsAStaleEndIsFound() {
        let stale = (0..<500 as Range<UInt64>).first { seed in
            var simulation = Simulation(seed: seed) { (BlindSource(inner: $0), $1) }
            simulation.run()
            return simulation.wentBackwards && !simulation.destinationIsAsTheSourceSays
        }
        #expect(stale != nil)
    }

    /// An old write lands after another push has read for the last time. Its push corrects it, unless that is
    /// killed first: that is the limit that docs/consistency.md states. Then the next push does.
    @Test(arguments: [false, true], 0..<20 as Range<UInt64>)
    func anOldWriteIsCorrectedByItsPushOrByTheNext(isKilled: Bool, seed: UInt64) {
        var simulation = Simulation(seed: seed)
        let key = Key(simulation.rules.prefix + "A")
        simulation.world.state.withLockedValue { state in
            state.source = [Key("A"): Secret("old")]
            state.destination = [key: Secret("older")]
            state.writeLimit = 30
        }
        simulation.begin()
        simulation.proceed(0) { !$0.isWrite }
        simulation.world.state.withLockedValue { $0.source = [Key("A"): Secret("new")] }
        simulation.begin()
        simulation.proceed(1)
        #expect(simulation.world.state.withLockedValue { $0.records[1]?.isSettled } == true)
        simulation.proceed(0) { $0.isWrite && $0.isRequest }
        #expect(simulation.world.state.withLockedValue { $0.destination[key] } == Secret("old"))
        if !isKilled { simulation.proceed(0) }
        simulation.end()
        #expect(simulation.destinationIsAsTheSourceSays == !isKilled)
        let report = simulation.pushUndisturbed()
        #expect(report?.verdict == (isKilled ? .synced : .unchanged))
        #expect(simulation.destinationIsAsTheSourceSays)
    }
}
