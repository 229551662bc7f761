// SPDX-License-Identifier: MIT

import Logging
import NIOConcurrencyHelpers
import Testing
import TestSupport
@testable import Basics
@testable import SyncCore

@Suite(.timeLimit(.minutes(1))) struct RecentDeliveriesTests {
    /// Pushes are counted and end as the test says.
    private final class World: Sendable {
        let time = FakeTime()
        let gate = Latch()
        let verdict: NIOLockedValueBox<Verdict>
        private let count: NIOLockedValueBox<Int>
        private let pushes: DeliveryPushes

        init(_ verdict: Verdict = .synced, tolerance: Duration = .seconds(300)) {
            let (gate, count, verdict) = (gate, NIOLockedValueBox(0), NIOLockedValueBox(verdict))
            self.count = count
            self.verdict = verdict
            let coordinator = PushCoordinator { sync, _, _ in
                count.withLockedValue { $0 += 1 }
                await gate.wait()
                return PushReport(sync: sync.name, verdict: verdict.withLockedValue { $0 })
            }
            pushes = DeliveryPushes(coordinator, time: time.time, recent: RecentDeliveries(tolerance: tolerance))
        }

        var pushCount: Int { count.withLockedValue { $0 } }

        func run(signature: [UInt8] = [1], syncs: [String] = ["a"]) async -> DeliveryReport {
            var event = Event(kind: .other("stub"), signers: [])
            event.signature = signature
            event.timestamp = FakeTime.start
            let syncs = syncs.map { SyncConfiguration.sample($0) }
            let log = DeliveryLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, time: time.time)
            return await pushes.run(VerifiedDelivery(.push(syncs), event, log: log))
        }
    }

    @Test func aDeliveryWhosePushSucceededIsUnchangedWhenItComesAgain() async {
        let world = World()
        world.gate.open()
        #expect(await world.run().verdict == .synced)
        let again = await world.run()
        #expect(again.verdict == .unchanged)
        #expect(again.syncs?.map(\.sync) == ["a"])
        #expect(again.syncs?.first?.calls == CallCounts())
        #expect(world.pushCount == 1)
    }

    @Test(arguments: [Verdict.failed, .gaveUp, .guarded])
    func aDeliveryWhosePushFailedIsPushedAgain(verdict: Verdict) async {
        let world = World(verdict)
        world.gate.open()
        #expect(await world.run().verdict == verdict)
        world.verdict.withLockedValue { $0 = .synced }
        #expect(await world.run().verdict == .synced)
        #expect(world.pushCount == 2)
    }

    @Test func aCopyThatComesWhileThePushRunsSharesIt() async {
        let world = World()
        async let first = world.run()
        async let second = world.run()
        while world.pushCount == 0 { await Task.yield() }
        world.gate.open()
        #expect(await [first.verdict, second.verdict].allSatisfy { $0 == .synced || $0 == .unchanged })
        #expect(world.pushCount == 1)
    }

    @Test func anotherDeliveryIsPushed() async {
        let world = World()
        world.gate.open()
        _ = await world.run(signature: [1])
        #expect(await world.run(signature: [2]).verdict == .synced)
        #expect(world.pushCount == 2)
    }

    /// `/webhook/NAME` lets the same signature push fewer syncs.
    @Test func theSameDeliveryAtAnotherAddressIsPushed() async {
        let world = World()
        world.gate.open()
        _ = await world.run(syncs: ["a"])
        #expect(await world.run(syncs: ["a", "b"]).verdict == .synced)
        #expect(world.pushCount == 3)
    }

    /// Swift's `==` holds these two names equal.
    @Test func theSameDeliveryForASyncWhoseNameLooksAlikeIsPushed() async {
        let world = World()
        world.gate.open()
        _ = await world.run(syncs: ["\u{E9}"])
        #expect(await world.run(syncs: ["e\u{301}"]).verdict == .synced)
        #expect(world.pushCount == 2)
    }

    @Test func whatIsTooOldToBeBelievedIsForgotten() async {
        let world = World(tolerance: .seconds(300))
        world.gate.open()
        _ = await world.run()
        world.time.advance(by: .seconds(301))
        #expect(await world.run().verdict == .synced)
        #expect(world.pushCount == 2)
    }

    @Test func noMoreThanABoundIsRemembered() async {
        let world = World()
        world.gate.open()
        let count = UInt16(RecentDeliveries.bound) + 1
        for number in 0..<count { _ = await world.run(signature: [UInt8(number >> 8), UInt8(number & 0xFF)]) }
        #expect(await world.run(signature: [0, 0]).verdict == .synced)
        #expect(await world.run(signature: [UInt8((count - 1) >> 8), UInt8((count - 1) & 0xFF)]).verdict == .unchanged)
    }
}
