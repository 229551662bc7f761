// SPDX-License-Identifier: MIT

import TestSupport
import NIOConcurrencyHelpers
import Testing
@testable import Basics
@testable import SyncCore

@Suite(.timeLimit(.minutes(1))) struct PushCoordinatorTests {
    /// Pushes that begin when they are let, and end when they are let.
    private final class Pushes: Sendable {
        struct State {
            var begun: [String] = []
        }

        let state = NIOLockedValueBox(State())
        /// The gate of the push with this number, from 0: it does not end before.
        let gates: [Latch]
        /// Given when the push with this number has begun.
        let beginnings: [Latch]

        init(gates: Int) {
            self.gates = (0..<gates).map { _ in Latch() }
            beginnings = (0..<gates).map { _ in Latch() }
        }

        func run(_ sync: SyncConfiguration) async -> PushReport {
            let number = state.withLockedValue { state in
                state.begun.append(sync.name)
                return state.begun.count - 1
            }
            beginnings[number].open()
            await gates[number].wait()
            var report = PushReport(sync: sync.name, verdict: .synced)
            report.rounds = number
            return report
        }

        var begun: [String] { state.withLockedValue(\.begun) }
    }

    private static func sync(_ name: String, _ service: String) -> SyncConfiguration {
        .sample(name) { $0.destination = SyncDestination(scope: .service(service)) }
    }

    /// Gives whatever could begin the time to begin.
    private static func settle() async {
        for _ in 0..<1000 { await Task.yield() }
    }

    @Test func thoseThatWaitShareTheNextPush() async {
        let pushes = Pushes(gates: 2)
        let coordinator = PushCoordinator { sync, _, _ in await pushes.run(sync) }
        let sync = Self.sync("a", "srv-1")
        let first = await coordinator.push(sync)
        await pushes.beginnings[0].wait()
        let second = await coordinator.push(sync)
        let third = await coordinator.push(sync)
        await Self.settle()
        #expect(pushes.begun == ["a"])
        pushes.gates.forEach { $0.open() }
        #expect(await first.value.rounds == 0)
        #expect(await second.value.rounds == 1)
        #expect(await third.value.rounds == 1)
        #expect(pushes.begun == ["a", "a"])
    }

    @Test func twoSyncsOfOneServiceArePushedOneAfterTheOther() async {
        let pushes = Pushes(gates: 2)
        let coordinator = PushCoordinator { sync, _, _ in await pushes.run(sync) }
        let first = await coordinator.push(Self.sync("a", "srv-1"))
        await pushes.beginnings[0].wait()
        let second = await coordinator.push(Self.sync("b", "srv-1"))
        await Self.settle()
        #expect(pushes.begun == ["a"])
        pushes.gates[0].open()
        _ = await first.value
        await pushes.beginnings[1].wait()
        pushes.gates[1].open()
        #expect(await second.value.sync == "b")
    }

    /// Swift's `==` holds these two names equal.
    @Test func syncsWhoseNamesLookAlikeDoNotShareAPush() async {
        let pushes = Pushes(gates: 3)
        let coordinator = PushCoordinator { sync, _, _ in await pushes.run(sync) }
        let first = await coordinator.push(Self.sync("a", "srv-1"))
        await pushes.beginnings[0].wait()
        let composed = await coordinator.push(Self.sync("\u{E9}", "srv-1"))
        let decomposed = await coordinator.push(Self.sync("e\u{301}", "srv-1"))
        pushes.gates.forEach { $0.open() }
        _ = await (first.value, composed.value, decomposed.value)
        #expect(pushes.begun.map { Array($0.utf8).count } == [1, 2, 3])
    }

    @Test func syncsOfDifferentServicesArePushedAtTheSameTime() async {
        let pushes = Pushes(gates: 2)
        let coordinator = PushCoordinator { sync, _, _ in await pushes.run(sync) }
        let first = await coordinator.push(Self.sync("a", "srv-1"))
        let second = await coordinator.push(Self.sync("b", "srv-2"))
        // Neither ends before both have begun.
        await pushes.beginnings[0].wait()
        await pushes.beginnings[1].wait()
        pushes.gates.forEach { $0.open() }
        #expect(await [first.value.sync, second.value.sync] == ["a", "b"])
    }

    @Test func aPushAfterTheLastOneBeginsAnew() async {
        let pushes = Pushes(gates: 2)
        pushes.gates.forEach { $0.open() }
        let coordinator = PushCoordinator { sync, _, _ in await pushes.run(sync) }
        let sync = Self.sync("a", "srv-1")
        #expect(await coordinator.push(sync).value.rounds == 0)
        #expect(await coordinator.push(sync).value.rounds == 1)
    }

    @Test func drainingWaitsForPushesThatWaitToo() async {
        let pushes = Pushes(gates: 2)
        let coordinator = PushCoordinator { sync, _, _ in await pushes.run(sync) }
        _ = await coordinator.push(Self.sync("a", "srv-1"))
        await pushes.beginnings[0].wait()
        _ = await coordinator.push(Self.sync("b", "srv-1"))
        pushes.gates.forEach { $0.open() }
        await coordinator.drain()
        #expect(pushes.begun == ["a", "b"])
    }

    /// A push that waits for its deploys neither reads nor writes.
    @Test func aTurnThatIsGivenUpIsTheNextPushsAndComesBack() async {
        let (gate, events) = (Latch(), NIOLockedValueBox<[String]>([]))
        let coordinator = PushCoordinator { sync, _, turn in
            events.withLockedValue { $0.append("\(sync.name) begins") }
            if sync.name == "a" {
                await turn.giveUp()
                await gate.wait()
                await turn.take()
            } else {
                gate.open()
                await Self.settle()
            }
            events.withLockedValue { $0.append("\(sync.name) ends") }
            return PushReport(sync: sync.name, verdict: .synced)
        }
        let first = await coordinator.push(Self.sync("a", "srv-1"))
        let second = await coordinator.push(Self.sync("b", "srv-1"))
        _ = await (first.value, second.value)
        #expect(events.withLockedValue { $0 } == ["a begins", "b begins", "b ends", "a ends"])
    }

    @Test func cancellingEndsTheCallsInFlight() async {
        let begun = Latch()
        let coordinator = PushCoordinator { sync, _, _ in
            begun.open()
            // Only a cancellation ends this wait.
            await Latch().wait()
            return PushReport(sync: sync.name, verdict: .gaveUp)
        }
        let task = await coordinator.push(Self.sync("a", "srv-1"))
        await begun.wait()
        await coordinator.cancel()
        #expect(await task.value.verdict == .gaveUp)
    }
}
