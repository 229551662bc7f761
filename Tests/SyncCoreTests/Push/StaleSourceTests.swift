// SPDX-License-Identifier: MIT

import Testing
import TestSupport
@testable import Basics
@testable import SyncCore

/// A source whose lists come from a replica that lags, or from a cache.
@Suite struct StaleSourceTests {
    /// What the list of a folder is in a state of it.
    enum Folder: Sendable {
        case old, new
    }

    /// How the new state differs from the old one.
    enum Difference: String, CaseIterable, Sendable {
        /// A value was changed.
        case changed
        /// A secret was created a moment ago.
        case created
        /// A secret of long ago was deleted.
        case deleted

        var pair: (old: [SourceSecret], new: [SourceSecret]) {
            switch self {
            case .changed: ([secret("A", "old", 1)], [secret("A", "new", 2, updated: 0)])
            case .created: ([], [secret("A", "new", 1, created: 0, updated: 0)])
            case .deleted: ([secret("A", "old", 1)], [])
            }
        }

        /// The whole list, among secrets that stay.
        func list(_ folder: Folder, others: Int) -> [SourceSecret] {
            (0..<others).map { secret("K\($0)", "v", 3) } + (folder == .old ? pair.old : pair.new)
        }

        func values(_ folder: Folder, others: Int) -> [String: String] {
            Dictionary(uniqueKeysWithValues: list(folder, others: others).map { ($0.key.name, $0.value.exposed) })
        }
    }

    /// Times in seconds from the beginning of the push; long ago unless a test says otherwise.
    private static func secret(
        _ name: String, _ value: String, _ version: Int64, created: Int64 = -100_000, updated: Int64 = -100_000
    ) -> SourceSecret {
        func moment(_ seconds: Int64) -> Moment { Moment(milliseconds: FakeTime.start + seconds * 1000) }
        return SourceSecret(
            key: Key(name), value: Secret(value),
            hints: SecretHints(
                id: Key("id of \(name)"), version: version, createdAt: moment(created), updatedAt: moment(updated)))
    }

    private static let redeploying = SyncConfiguration.sample { $0.options.autoRedeployServices = true }
    private static let now = PushOccasion.delivery(Moment(milliseconds: FakeTime.start + 1000))

    private static func world(
        _ difference: Difference, _ reads: [Folder], render: Folder, others: Int = 3
    ) -> FakeWorld {
        let world = FakeWorld(source: [:], destination: difference.values(render, others: others))
        world.with { $0.lists = reads.map { difference.list($0, others: others) } }
        return world
    }

    /// One order of reads, and what must come of it.
    struct Order: Sendable, CustomTestStringConvertible {
        var reads: [Folder]
        /// What Render holds before.
        var render: Folder
        var verdict: Verdict
        /// What it holds afterwards.
        var end: Folder
        var isDelivery = false

        var testDescription: String { "\(isDelivery ? "delivery" : "command") \(reads), Render \(render)" }
    }

    private static let orders = [
        // What was written is confirmed by an older list: waited out in vain, and never put back.
        Order(reads: [.new, .old, .old], render: .old, verdict: .gaveUp, end: .new),
        // The same, and the replica catches up.
        Order(reads: [.new, .old, .old, .new], render: .old, verdict: .synced, end: .new),
        Order(reads: [.new, .old, .old, .old, .old, .new], render: .old, verdict: .synced, end: .new),
        // The first list lags, the confirming one does not.
        Order(reads: [.old, .new, .new], render: .old, verdict: .unchanged, end: .old),
        Order(reads: [.old, .new, .new], render: .old, verdict: .synced, end: .new, isDelivery: true),
        // Each in turn.
        Order(reads: [.old, .new, .old, .new], render: .old, verdict: .synced, end: .new, isDelivery: true),
        Order(reads: [.new, .old, .new, .old], render: .old, verdict: .synced, end: .new),
        // Nothing to do, and nothing to wait for.
        Order(reads: [.new], render: .new, verdict: .unchanged, end: .new),
    ]

    @Test(arguments: orders, Difference.allCases)
    func noOrderOfListsEndsOnTheOlderOne(order: Order, difference: Difference) async {
        for others in [1, 7, 40] {
            let world = Self.world(difference, order.reads, render: order.render, others: others)
            let report = await world.push(for: order.isDelivery ? Self.now : .command)
            #expect(report.verdict == order.verdict, "\(others) others: \(report.message)")
            #expect(world.destination == difference.values(order.end, others: others), "\(others) others")
        }
    }

    /// Another push of the process has read the newer list, and Render holds it.
    @Test(arguments: Difference.allCases, [true, false])
    func aListOlderThanWhatAnEarlierPushReadIsNotPlannedFrom(difference: Difference, catchesUp: Bool) async {
        let memory = SourceMemory()
        let first = Self.world(difference, [.new], render: .old)
        #expect(await first.push(memory: memory).verdict == .synced)
        let second = Self.world(difference, [.old, .old] + (catchesUp ? [.new] : []), render: .new)
        let report = await second.push(for: Self.now, memory: memory)
        #expect(report.verdict == (catchesUp ? .unchanged : .gaveUp))
        #expect(second.writes == [])
        #expect(second.destination == difference.values(.new, others: 3))
    }

    @Test func anOlderListThatStaysIsSaidSoWithTheNames() async {
        let world = FakeWorld(source: [:], destination: [:])
        let names = (0..<25).map { "K\($0)" }
        let (old, new) = (names.map { Self.secret($0, "old", 1) }, names.map { Self.secret($0, "new", 2) })
        world.with { $0.lists = [new, old] }
        let report = await world.push()
        #expect(report.verdict == .gaveUp)
        #expect(report.verdict.exitCode == 75)
        #expect(report.message.contains("an older version of K0, K1"))
        #expect(report.message.contains("and 5 more"))
        #expect(report.message.contains("render-sync sync api"))
        #expect(!report.message.contains("old,"))
    }

    @Test func theWaitsForANewerListAreBounded() async {
        let (world, time) = (Self.world(.changed, [.new, .old], render: .old), FakeTime())
        _ = await world.push(time: time)
        #expect(time.sleeps == SideReader.waits)
        #expect(world.events.count { $0 == "read source" } == 2 + SideReader.waits.count)
    }

    @Test func aWaitThatWouldOutlastTheTimeIsNotBegun() async {
        let (world, time) = (Self.world(.changed, [.new, .old], render: .old), FakeTime())
        world.onEvent { event, _ in if event.hasPrefix("PUT") { time.advance(by: .milliseconds(599_800)) } }
        let report = await world.push(time: time)
        #expect(report.verdict == .gaveUp)
        #expect(report.message.contains("an older version of A"))
        #expect(time.sleeps == [])
    }

    @Test func aStopEndsTheWaitForANewerList() async {
        let (world, time, stop) = (Self.world(.changed, [.new, .old], render: .old), FakeTime(), Latch())
        time.onSleep { _ in stop.open() }
        let report = await world.push(Self.redeploying, time: time, stop: stop)
        #expect(report.verdict == .gaveUp)
        #expect(report.message.contains("interrupted"))
        #expect(report.deployIDs == ["dep-srv-1"])
    }

    @Test func whatWasWrittenFromTheNewerListIsRedeployed() async {
        let report = await Self.world(.changed, [.new, .old], render: .old).push(Self.redeploying)
        #expect(report.deployIDs == ["dep-srv-1"])
        #expect(report.message.contains("what was written was not read back"))
    }

    @Test func withoutHintsNothingIsWaitedFor() async {
        func list(_ value: String) -> [SourceSecret] { [SourceSecret(key: Key("A"), value: Secret(value))] }
        let (world, time) = (FakeWorld(source: [:], destination: [:]), FakeTime())
        world.with { $0.lists = [list("1"), list("2")] }
        #expect(await world.push(time: time).verdict == .synced)
        #expect(world.destination == ["A": "2"])
        #expect(time.sleeps == [])
    }

    @Test func aPreviewWaitsForANewerListToo() async {
        let memory = SourceMemory()
        _ = await Self.world(.changed, [.new], render: .old).push(memory: memory)
        let world = Self.world(.changed, [.old, .new], render: .new)
        #expect(await world.preview(memory: memory).verdict == .inSync)
        let pinned = Self.world(.changed, [.old], render: .new)
        #expect(await pinned.preview(memory: memory).verdict == .gaveUp)
    }

    // MARK: Nothing found

    @Test func aDeliveryThatNothingExplainsIsReadOnceMoreAndWarnedOf() async {
        let (world, time) = (Self.world(.changed, [.old], render: .old), FakeTime())
        let report = await world.push(time: time, for: Self.now)
        #expect(report.verdict == .unchanged)
        #expect(report.doubts == [.nothingFound])
        #expect(world.events.sorted() == ["read destination", "read source", "read source"])
        #expect(time.sleeps == [.seconds(3)])
    }

    @Test func aDeliveryOfSomeTimeAgoIsReadAgainSooner() async {
        let (world, time) = (Self.world(.changed, [.old], render: .old), FakeTime())
        for (ago, wait) in [(1, Duration.seconds(2)), (60, .milliseconds(500))] as [(Int64, Duration)] {
            let told = PushOccasion.delivery(Moment(milliseconds: time.time.unixMilliseconds() - ago * 1000))
            #expect(await world.push(time: time, for: told).doubts == [.nothingFound])
            #expect(time.sleeps.last == wait)
        }
    }

    @Test func aDeliveryThatAChangeExplainsIsNotReadAgain() async {
        let (world, time) = (Self.world(.changed, [.new], render: .new), FakeTime())
        let report = await world.push(time: time, for: Self.now)
        #expect(report.doubts == [])
        #expect(world.events.sorted() == ["read destination", "read source"])
    }

    @Test func aDeliveryWithSomethingToDoIsNotReadAgain() async {
        let world = Self.world(.deleted, [.new], render: .old)
        let report = await world.push(for: Self.now)
        #expect(report.verdict == .synced)
        #expect(world.events.count { $0 == "read source" } == 2)
    }

    @Test func aCommandThatFindsNothingIsNotReadAgain() async {
        let world = Self.world(.changed, [.old], render: .old)
        #expect(await world.push().doubts == [])
        #expect(world.events.count { $0 == "read source" } == 1)
    }

    @Test func aDeliveryWithoutTimeForAnotherReadingIsWarnedOf() async {
        let (world, time) = (Self.world(.changed, [.old], render: .old), FakeTime())
        world.onEvent { _, _ in time.advance(by: .milliseconds(299_800)) }
        let report = await world.push(time: time, for: Self.now)
        #expect(report.verdict == .unchanged)
        #expect(report.doubts == [.nothingFound])
        #expect(time.sleeps == [])
    }

    // MARK: A last look

    @Test func aChangeDuringASlowDeployIsPushedInAnotherRound() async {
        let (world, time) = (FakeWorld(source: ["A": "1", "B": "1"], destination: [:]), FakeTime())
        world.onEvent { event, state in
            guard event.hasPrefix("deploy"), state.source["A"] == "1" else { return }
            time.advance(by: .seconds(5))
            state.source["A"] = "2"
        }
        let report = await world.push(Self.redeploying, time: time, for: Self.now)
        #expect(report.verdict == .synced)
        #expect(report.rounds == 2)
        // B was written by the first of them.
        #expect(report.unchanged == 0)
        #expect(world.destination == ["A": "2", "B": "1"])
        #expect(world.writes == ["PUT A", "PUT B", "deploy srv-1", "PUT A", "deploy srv-1"])
    }

    @Test func changesDuringEverySlowDeployAreBounded() async {
        let (world, time) = (FakeWorld(source: ["A": "0"], destination: [:]), FakeTime())
        world.onEvent { event, state in
            guard event.hasPrefix("deploy") else { return }
            time.advance(by: .seconds(5))
            state.source["A"] = "\(state.count(event))"
        }
        let report = await world.push(Self.redeploying, time: time, for: Self.now)
        #expect(report.verdict == .gaveUp)
        #expect(report.rounds == Push.roundBound)
    }

    @Test func afterASlowDeployWithoutAChangeTheSourceAloneIsReadOnce() async {
        let (world, time) = (FakeWorld(source: ["A": "1"], destination: [:]), FakeTime())
        world.onEvent { event, _ in if event.hasPrefix("deploy") { time.advance(by: .seconds(5)) } }
        let report = await world.push(Self.redeploying, time: time, for: Self.now)
        #expect(report.verdict == .synced)
        #expect(world.events.count { $0 == "read source" } == 3)
        #expect(world.events.count { $0 == "read destination" } == 2)
    }

    @Test(arguments: [(PushOccasion.command, Duration.seconds(5)), (now, .milliseconds(900))])
    func withoutAnAnswerThatWaitedThereIsNoLastLook(occasion: PushOccasion, deploy: Duration) async {
        let (world, time) = (FakeWorld(source: ["A": "1"], destination: [:]), FakeTime())
        world.onEvent { event, _ in if event.hasPrefix("deploy") { time.advance(by: deploy) } }
        _ = await world.push(Self.redeploying, time: time, for: occasion)
        #expect(world.events.count { $0 == "read source" } == 2)
    }

    @Test func aLastLookThatFailsIsSaidSo() async {
        let (world, time) = (FakeWorld(source: ["A": "1"], destination: [:]), FakeTime())
        world.onEvent { event, state in
            guard event.hasPrefix("deploy") else { return }
            time.advance(by: .seconds(5))
            state.failures["read source"] = CallFailure(.mayPass, "status 503")
        }
        let report = await world.push(Self.redeploying, time: time, for: Self.now)
        #expect(report.verdict == .synced)
        #expect(report.doubts == [.noLastLook("status 503")])
    }

    // MARK: Random orders

    /// Any states of a folder in any order, through several pushes of one process: Render never goes back to a state
    /// before the newest that was read, and what is reported as done is that state.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func renderNeverGoesBackBehindWhatWasRead(seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        let names = (0..<Int.random(in: 1...6, using: &random)).map { "K\($0)" }
        var states = [names.map { Self.secret($0, "0", 1) }]
        for step in 1..<Int.random(in: 3...6, using: &random) {
            var state = states[step - 1]
            for place in state.indices where Int.random(in: 0..<2, using: &random) == 0 {
                let version = (state[place].hints.version ?? 0) + 1
                state[place] = Self.secret(state[place].key.name, "\(step)", version, updated: Int64(step))
            }
            states.append(state)
        }
        let memory = SourceMemory()
        var newest = 0
        let world = FakeWorld(source: [:], destination: [:])
        for _ in 0..<4 {
            let reads = (0..<8).map { _ in Int.random(in: 0..<states.count, using: &random) }
            let before = world.events.count { $0 == "read source" }
            world.with { $0.lists = reads.map { states[$0] } }
            let report = await world.push(memory: memory)
            let read = world.events.count { $0 == "read source" } - before
            newest = max(newest, (0..<read).map { reads[min($0, reads.count - 1)] }.max() ?? 0)
            // A state that differs in nothing is the same state.
            let wanted = Dictionary(
                uniqueKeysWithValues: states[newest].map { ($0.key.name, $0.value.exposed) })
            if report.verdict == .synced || report.verdict == .unchanged {
                #expect(world.destination == wanted, "seed \(seed)")
            } else {
                #expect(report.verdict == .gaveUp, "seed \(seed)")
            }
        }
    }
}
