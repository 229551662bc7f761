// SPDX-License-Identifier: MIT

import Testing
import TestSupport
@testable import Basics

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
        await #expect(throws: DeadlineError.outOfTime(.push)) { try await deadline.sleep(for: .seconds(seconds)) }
        #expect(time.sleeps == [])
    }

    @Test func nothingBeginsWhenTheTimeIsOver() {
        let time = FakeTime()
        let deadline = time.deadline(.seconds(10))
        #expect(throws: Never.self) { try deadline.check() }
        time.advance(by: .seconds(10))
        #expect(throws: DeadlineError.outOfTime(.push)) { try deadline.check() }
        time.advance(by: .seconds(10))
        #expect(deadline.remaining == .zero)
    }

    @Test(arguments: [
        (TimeLimit.push, "RENDER_SYNC_TIMEOUT"), (.function, "an AWS Lambda function"), (.command, "out of time"),
    ])
    func itSaysWhatTimeWasUp(limit: TimeLimit, name: String) {
        let time = FakeTime()
        let deadline = Deadline(in: .zero, time: time.time, stop: Latch(), limit: limit)
        let error = #expect(throws: DeadlineError.self) { try deadline.check() }
        #expect(error.map { CallFailure($0).message.contains(name) } == true)
    }

    @Test func aStopEndsASleep() async {
        let (time, stop) = (FakeTime(), Latch())
        time.onSleep { _ in stop.open() }
        await #expect(throws: DeadlineError.stopped) { try await time.deadline(stop: stop).sleep(for: .seconds(1)) }
    }

    /// The sleeper would sleep for ever: only the stop can wake it.
    @Test(.timeLimit(.minutes(1))) func aStopWakesASleeper() async {
        let (stop, never) = (Latch(), Latch())
        let time = TimeSource(
            unixMilliseconds: { 0 }, uptime: { .zero },
            sleep: { _ in
                stop.open()
                await never.wait()
            }, random: { 0 })
        let deadline = Deadline(in: .seconds(10), time: time, stop: stop)
        await #expect(throws: DeadlineError.stopped) { try await deadline.sleep(for: .seconds(1)) }
    }

    @Test func afterAStopTheGraceIsLeftButNoMoreThanTheTime() {
        let (time, stop) = (FakeTime(), Latch())
        let deadline = time.deadline(.seconds(10), stop: stop)
        stop.open()
        #expect(throws: DeadlineError.stopped) { try deadline.check() }
        #expect(throws: Never.self) { try deadline.outlivingStop(by: .seconds(8)).check() }
        #expect(deadline.outlivingStop(by: .seconds(8)).remaining == .seconds(8))
        time.advance(by: .seconds(7))
        #expect(deadline.outlivingStop(by: .seconds(8)).remaining == .seconds(3))
    }
}
