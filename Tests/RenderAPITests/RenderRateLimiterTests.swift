// SPDX-License-Identifier: MIT

import HTTPClient
import SyncCore
import Testing
import TestSupport
@testable import Basics
@testable import RenderAPI

@Suite(.timeLimit(.minutes(1))) struct RenderRateLimiterTests {
    private let time = FakeTime()
    private let rateLimiter: RenderRateLimiter

    init() {
        rateLimiter = RenderRateLimiter(time: time.time)
    }

    private static let variable = "https://r.example/v1/services/srv-1/env-vars/A"

    /// A response to a request, with what it says of the limit. Seconds to go are cut down: the limit takes one more.
    private func answer(
        _ method: HTTPRequest.Method = .put, _ url: String = variable, status: Int = 200, remaining: Int? = nil,
        reset: Int? = nil, isMultiplexed: Bool = false
    ) {
        var headers: [String: String] = [:]
        headers["ratelimit-remaining"] = remaining.map(String.init)
        headers["ratelimit-reset"] = reset.map(String.init)
        rateLimiter.observe(
            HTTPRequest(method, url),
            HTTPResponse(status: status, headers: headers, isMultiplexed: isMultiplexed))
    }

    @Test func beforeAnyAnswerTheDocumentedLimitHolds() {
        #expect(rateLimiter.allowance == WriteAllowance(count: 30, resetsIn: .zero, parallel: 6))
    }

    @Test func aReadSaysNoMoreThanTheDocumentedLimit() {
        answer(.get, remaining: 399, reset: 60)
        #expect(rateLimiter.allowance.count == 30)
        answer(.get, remaining: 7, reset: 60)
        #expect(rateLimiter.allowance.count == 7)
    }

    @Test func onceAWriteWasAnsweredReadsSayNothing() {
        answer(remaining: 12, reset: 50)
        answer(.get, remaining: 3, reset: 50)
        #expect(rateLimiter.allowance == WriteAllowance(count: 12, resetsIn: .seconds(51), parallel: 6))
    }

    @Test func answersThatArriveInAnotherOrderKeepTheLowestCount() {
        for remaining in [29, 26, 28, 27] { answer(remaining: remaining, reset: 50) }
        #expect(rateLimiter.allowance.count == 26)
    }

    @Test func aNewPeriodBeginsWithItsOwnCount() {
        answer(remaining: 0, reset: 10)
        time.advance(by: .seconds(12))
        answer(remaining: 29, reset: 60)
        #expect(rateLimiter.allowance.count == 29)
    }

    /// Clocks differ: the service may begin a period before this machine thinks that the last one is over.
    @Test func aNewPeriodMayBeginEarlierThanExpected() {
        answer(remaining: 0, reset: 10)
        time.advance(by: .seconds(9))
        answer(remaining: 29, reset: 60)
        #expect(rateLimiter.allowance.count == 29)
    }

    @Test func theLimitIsWholeAgainAfterTheReset() {
        answer(remaining: 0, reset: 10)
        #expect(rateLimiter.allowance == WriteAllowance(count: 0, resetsIn: .seconds(11), parallel: 6))
        time.advance(by: .seconds(10))
        #expect(rateLimiter.allowance.count == 0)
        time.advance(by: .seconds(1))
        #expect(rateLimiter.allowance.count == 30)
    }

    @Test func aRefusedWriteLeavesNoRoomWhateverItSays() {
        answer(status: 429, remaining: 5, reset: 20)
        #expect(rateLimiter.allowance.count == 0)
        #expect(rateLimiter.allowance.resetsIn == .seconds(21))
    }

    @Test func aRefusedWriteWithoutAHintIsLeftToItsOwnBackoff() {
        answer(status: 429)
        #expect(rateLimiter.allowance.count == 30)
    }

    @Test func deploysHaveALimitOfTheirOwn() {
        answer(.post, "https://r.example/v1/services/srv-1/deploys", remaining: 0, reset: 60)
        #expect(rateLimiter.allowance.count == 30)
    }

    @Test func aVariableCalledDeploysIsAWriteLikeAnother() {
        answer(.put, "https://r.example/v1/services/srv-1/env-vars/deploys", remaining: 4, reset: 60)
        #expect(rateLimiter.allowance.count == 4)
    }

    @Test func aMultiplexedConnectionCarriesMany() {
        answer(.get, isMultiplexed: true)
        #expect(rateLimiter.allowance.parallel == 30)
    }

    // MARK: Several pushes at once

    private let write = HTTPRequest(.put, variable)

    @Test func aWriteWhoseAnswerWasLostCountsAndOneThatWasNotSentDoesNot() async throws {
        answer(remaining: 10, reset: 60)
        try await rateLimiter.enter(write, time.deadline(), isRepeated: false)
        rateLimiter.leave(write, .lost)
        #expect(rateLimiter.allowance.count == 9)
        try await rateLimiter.enter(write, time.deadline(), isRepeated: false)
        rateLimiter.leave(write, .unsent)
        #expect(rateLimiter.allowance.count == 9)
    }

    @Test func readsAndDeploysAreNotHeldBack() async throws {
        answer(remaining: 0, reset: 60)
        for request in [
            HTTPRequest(.get, Self.variable), HTTPRequest(.post, "https://r.example/v1/services/srv-1/deploys"),
        ] {
            try await rateLimiter.enter(request, time.deadline(), isRepeated: false)
        }
        #expect(time.sleeps == [])
    }

    /// What it was planned from would be old after the wait.
    @Test func aFirstAttemptWithoutRoomIsToldWhenThereWillBeSome() async {
        answer(remaining: 0, reset: 40)
        await #expect(throws: RateLimitError.noRoom(resetsIn: .seconds(41))) {
            try await rateLimiter.enter(write, time.deadline(), isRepeated: false)
        }
        #expect(time.sleeps == [])
    }

    @Test func aRepeatedWriteWithoutRoomWaitsForTheReset() async throws {
        answer(remaining: 0, reset: 40)
        try await rateLimiter.enter(write, time.deadline(), isRepeated: true)
        #expect(time.sleeps == [.seconds(41)])
    }

    @Test func aRepeatedWriteThatWouldWaitTooLongIsGivenUp() async {
        answer(remaining: 0, reset: 40)
        await #expect(throws: RateLimitError.ended(.outOfTime(.push))) {
            try await rateLimiter.enter(write, time.deadline(.seconds(30)), isRepeated: true)
        }
    }

    /// The answer of the one that is in flight may leave room: that is not worth a whole period's wait.
    @Test func aWriteWaitsForThoseInFlightBeforeItWaitsForTheReset() async throws {
        answer(remaining: 1, reset: 40)
        try await rateLimiter.enter(write, time.deadline(), isRepeated: false)
        #expect(rateLimiter.allowance.count == 1)
        let second = Task { [rateLimiter, write, time] in
            try await rateLimiter.enter(write, time.deadline(), isRepeated: false)
        }
        rateLimiter.leave(write, .unsent)
        try await second.value
        #expect(time.sleeps == [])
    }

    @Test func aStopEndsTheWaitForThoseInFlight() async throws {
        answer(remaining: 1, reset: 40)
        try await rateLimiter.enter(write, time.deadline(), isRepeated: false)
        let stop = Latch()
        let second = Task { [rateLimiter, write, time] in
            try await rateLimiter.enter(write, time.deadline(stop: stop), isRepeated: false)
        }
        stop.open()
        await #expect(throws: RateLimitError.ended(.stopped)) { try await second.value }
    }
}
