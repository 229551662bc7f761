// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore
import Testing
import TestSupport
@testable import Basics

/// A push never writes past what the rate limit leaves room for.
@Suite struct PacingTests {
    private static let group: SyncConfiguration = .sample {
        $0.destination = SyncDestination(scope: .environmentGroup("evg-1"))
    }

    /// Counts the writes down, and makes the limit whole when the push sleeps.
    private static func world(changes: Int, room: Int, time: FakeTime) -> FakeWorld {
        let world = FakeWorld(
            source: Dictionary(uniqueKeysWithValues: (0..<changes).map { ("K\($0)", "v") }), destination: [:])
        world.with { state in
            state.canReplaceAll = false
            state.allowance = WriteAllowance(count: room, resetsIn: .seconds(40), parallel: 100)
        }
        world.onEvent { event, state in
            guard event.hasPrefix("PUT") else { return }
            if state.allowance.count == 0 { state.events.append("past the limit") }
            state.allowance.count -= 1
        }
        time.onSleep { _ in world.with { $0.allowance.count = 30 } }
        return world
    }

    @Test(arguments: [(70, 30, 2), (30, 30, 0), (5, 0, 1), (31, 30, 1), (61, 1, 2)])
    func thePushWaitsForTheResetInsteadOfWritingPastIt(changes: Int, room: Int, waits: Int) async {
        let time = FakeTime()
        let world = Self.world(changes: changes, room: room, time: time)
        let report = await world.push(Self.group, time: time)
        #expect(report.created.count == changes)
        #expect(world.events.count { $0 == "past the limit" } == 0)
        #expect(time.sleeps == Array(repeating: .seconds(40), count: waits))
    }

    @Test func aWaitThatWouldOutlastThePushEndsItWithATrueReport() async {
        let time = FakeTime()
        let world = Self.world(changes: 3, room: 2, time: time)
        world.with { $0.allowance.resetsIn = .seconds(700) }
        let report = await world.push(Self.group, time: time)
        #expect(report.verdict == .gaveUp)
        #expect(report.created == [Key("K0"), Key("K1")])
        #expect(report.message.contains("not written: K2"))
        #expect(report.message.contains("rate limit"))
        #expect(time.sleeps == [])
    }

    @Test func aStopEndsTheWait() async {
        let (time, stop) = (FakeTime(), Latch())
        let world = Self.world(changes: 3, room: 2, time: time)
        time.onSleep { _ in stop.open() }
        let report = await world.push(Self.group, time: time, stop: stop)
        #expect(report.verdict == .gaveUp)
        #expect(report.created.count == 2)
    }

    @Test func progressIsTold() async {
        let time = FakeTime()
        let seen = NIOLockedValueBox<[PushProgress]>([])
        let world = Self.world(changes: 3, room: 2, time: time)
        world.with { $0.destination["OLD"] = "1" }
        let deadline = time.deadline()
        let push = Push(
            Self.group, source: FakeSource(world: world),
            destination: FakeDestination(world: world, deadline: deadline),
            deadline: deadline, counter: CallCounter(),
            progress: { progress in seen.withLockedValue { $0.append(progress) } })
        _ = await push.run()
        let steps = seen.withLockedValue { steps in
            steps.map { step -> [Int] in
                switch step {
                case .writing(let done, let total): [done, total]
                case .waiting(let wait): [wait.pending]
                case .deploying: []
                }
            }
        }
        #expect(steps == [[1, 4], [2, 4], [1], [3, 4], [4, 4]])
    }

    @Test(.timeLimit(.minutes(1))) func noMoreWritesAreInFlightThanTheConnectionCarries() async {
        let world = FakeWorld(
            source: Dictionary(uniqueKeysWithValues: (0..<20).map { ("K\($0)", "v") }), destination: [:])
        world.with { $0.allowance.parallel = 4 }
        let destination = CountingDestination(world: world)
        let deadline = FakeTime().deadline()
        let push = Push(
            .sample(), source: FakeSource(world: world), destination: destination, deadline: deadline,
            counter: CallCounter())
        #expect(await push.run().created.count == 20)
        #expect(destination.most.withLockedValue { $0 } == 4)
    }
}

/// Holds every write back until four are in flight, or none is left to come.
private final class CountingDestination: UnwatchedDestination {
    let world: FakeWorld
    let most = NIOLockedValueBox(0)
    private let inFlight = NIOLockedValueBox<[Latch]>([])
    private let inner: FakeDestination

    init(world: FakeWorld) {
        self.world = world
        inner = FakeDestination(world: world, deadline: FakeTime().deadline())
    }

    func read() async throws(CallFailure) -> DestinationState { try await inner.read() }

    func put(_ write: Entry) async throws(CallFailure) {
        let gate = Latch()
        let count = inFlight.withLockedValue { waiting in
            waiting.append(gate)
            return waiting.count
        }
        most.withLockedValue { $0 = max($0, count) }
        if count >= 4 { inFlight.withLockedValue { waiting in waiting.forEach { $0.open() } } }
        await gate.wait()
        inFlight.withLockedValue { waiting in waiting.removeAll { $0 === gate } }
        try await inner.put(write)
    }

    func delete(_ key: Key) async throws(CallFailure) { try await inner.delete(key) }
    func replaceAll(_ entries: [Entry]) async throws(CallFailure) { try await inner.replaceAll(entries) }

    func deploy(
        service: String, mode: SyncOptions.DeployMode?, within deadline: Deadline
    ) async throws(CallFailure) -> DeployAnswer { .queued() }

    var allowance: WriteAllowance { inner.allowance }
    var canReplaceAll: Bool { false }
}
