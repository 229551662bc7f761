// SPDX-License-Identifier: MIT

import TestSupport
import Testing

@testable import SyncCore

@Suite struct StopSignalTests {
    @Test(.timeLimit(.minutes(1))) func everyWaiterIsWokenOnce() async {
        let stop = StopSignal()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await stop.wait() } }
            group.addTask {
                stop.request()
                stop.request()
            }
        }
        #expect(stop.isRequested)
    }

    @Test(.timeLimit(.minutes(1))) func aWaitThatBeginsAfterwardsIsOverAtOnce() async {
        let stop = StopSignal()
        stop.request()
        await stop.wait()
        #expect(stop.isRequested)
    }

    @Test(.timeLimit(.minutes(1))) func aCancelledWaitIsOver() async {
        let stop = StopSignal()
        let task = Task { await stop.wait() }
        task.cancel()
        await task.value
        #expect(!stop.isRequested)
    }
}

@Suite struct DeadlineTests {
    @Test func aSleepWithinTheTimeIsSlept() async throws {
        let time = FakeTime()
        let deadline = time.deadline(.seconds(10))
        try await deadline.sleep(for: .seconds(9))
        #expect(time.sleeps == [.seconds(9)])
        #expect(deadline.remaining == .seconds(1))
    }

    @Test(arguments: [10, 11])
    func aSleepThatWouldOutlastItIsNotBegun(seconds: Int) async {
        let time = FakeTime()
        let deadline = time.deadline(.seconds(10))
        await #expect(throws: GaveUp.outOfTime) { try await deadline.sleep(for: .seconds(seconds)) }
        #expect(time.sleeps == [])
    }

    @Test func nothingBeginsWhenTheTimeIsOver() {
        let time = FakeTime()
        let deadline = time.deadline(.seconds(10))
        #expect(throws: Never.self) { try deadline.check() }
        time.advance(by: .seconds(10))
        #expect(throws: GaveUp.outOfTime) { try deadline.check() }
        time.advance(by: .seconds(10))
        #expect(deadline.remaining == .zero)
    }

    @Test func aStopEndsASleep() async {
        let (time, stop) = (FakeTime(), StopSignal())
        time.onSleep { _ in stop.request() }
        await #expect(throws: GaveUp.stopped) { try await time.deadline(stop: stop).sleep(for: .seconds(1)) }
    }

    /// The sleeper would sleep for ever: only the stop can wake it.
    @Test(.timeLimit(.minutes(1))) func aStopWakesASleeper() async {
        let (stop, never) = (StopSignal(), StopSignal())
        let timekeeper = Timekeeper(
            unixMilliseconds: { 0 }, uptime: { .zero },
            sleep: { _ in
                stop.request()
                await never.wait()
            }, jitter: { 0 })
        let deadline = Deadline(in: .seconds(10), timekeeper: timekeeper, stop: stop)
        await #expect(throws: GaveUp.stopped) { try await deadline.sleep(for: .seconds(1)) }
    }

    @Test func afterAStopTheGraceIsLeftButNoMoreThanTheTime() {
        let (time, stop) = (FakeTime(), StopSignal())
        let deadline = time.deadline(.seconds(10), stop: stop)
        stop.request()
        #expect(throws: GaveUp.stopped) { try deadline.check() }
        #expect(throws: Never.self) { try deadline.outlivingStop(by: .seconds(8)).check() }
        #expect(deadline.outlivingStop(by: .seconds(8)).remaining == .seconds(8))
        time.advance(by: .seconds(7))
        #expect(deadline.outlivingStop(by: .seconds(8)).remaining == .seconds(3))
    }
}

@Suite struct RaceTests {
    @Test(.timeLimit(.minutes(1))) func workThatIsDoneFirstGivesItsResult() async {
        let never = StopSignal()
        let result = await Race.result(of: { 7 }, within: .seconds(1), sleep: { _ in await never.wait() })
        #expect(result == 7)
    }

    @Test(.timeLimit(.minutes(1))) func workThatTakesLongerGoesOnWithoutTheWaiter() async {
        let (gate, done) = (StopSignal(), StopSignal())
        let result: Int? = await Race.result(
            of: {
                await gate.wait()
                done.request()
                return 7
            }, within: .seconds(1), sleep: { _ in })
        #expect(result == nil)
        #expect(!done.isRequested)
        gate.request()
        await done.wait()
        #expect(done.isRequested)
    }
}
