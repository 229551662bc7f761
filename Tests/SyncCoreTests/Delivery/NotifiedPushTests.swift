// SPDX-License-Identifier: MIT

import Logging
import NIOConcurrencyHelpers
import Testing
import TestSupport
@testable import Basics
@testable import SyncCore

/// When somebody is told of a delivery.
@Suite(.timeLimit(.minutes(1))) struct NotifiedPushTests {
    /// Pushes fail at once; notifications are counted and held up as the test says.
    private final class World: Sendable {
        let time = FakeTime()
        let gate = Latch()
        let coordinator: PushCoordinator
        private let told: NIOLockedValueBox<[DeliveryReport]>
        private let pushes: DeliveryPushes

        init(stays: Bool, respondWithin: Duration? = nil) {
            let (gate, told) = (gate, NIOLockedValueBox<[DeliveryReport]>([]))
            self.told = told
            coordinator = PushCoordinator { sync, _, _ in PushReport(sync: sync.name, verdict: .failed) }
            pushes = DeliveryPushes(
                coordinator, time: time.time, recent: stays ? RecentDeliveries(tolerance: .seconds(300)) : nil,
                respondWithin: respondWithin
            ) { report, _ in
                await gate.wait()
                told.withLockedValue { $0.append(report) }
            }
        }

        var reports: [DeliveryReport] { told.withLockedValue { $0 } }

        func run(_ settled: DeliveryReport? = nil) async -> DeliveryReport {
            var event = Event(kind: .other("stub"), signers: [])
            event.timestamp = FakeTime.start
            let log = DeliveryLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, time: time.time)
            let syncs = [SyncConfiguration.sample("a"), .sample("b") { $0.destination.scope = .service("srv-2") }]
            return await pushes.run(VerifiedDelivery(settled.map { .notify($0) } ?? .push(syncs), event, log: log))
        }
    }

    @Test func itIsToldOnceForAllSyncsBeforeAResponseThatMayBeTheEnd() async {
        let world = World(stays: false)
        world.gate.open()
        #expect(await world.run().verdict == .failed)
        #expect(world.reports.map { $0.syncs?.count } == [2])
    }

    @Test func itIsToldAfterTheResponseWhereTheProcessStays() async {
        let world = World(stays: true)
        // Nobody is told yet, and the response comes all the same; so does that of the next delivery.
        #expect(await world.run().verdict == .failed)
        #expect(await world.run().verdict == .failed)
        #expect(world.reports.isEmpty)
        world.gate.open()
        await world.coordinator.drain()
        #expect(world.reports.count == 2)
    }

    @Test func whatNeedsNoPushIsToldToo() async {
        for stays in [true, false] {
            let world = World(stays: stays)
            world.gate.open()
            #expect(await world.run(DeliveryReport(.ignored, "no")).verdict == .ignored)
            await world.coordinator.drain()
            #expect(world.reports.map(\.verdict) == [.ignored])
        }
    }

    @Test func aFailureBehindAnEarlyResponseIsTold() async {
        let world = World(stays: true, respondWithin: .zero)
        world.gate.open()
        _ = await world.run()
        await world.coordinator.drain()
        #expect(world.reports.map(\.verdict) == [.failed])
    }
}
