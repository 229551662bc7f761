// SPDX-License-Identifier: MIT

import Testing
@testable import HTTPClient

@Suite struct RateLimitHintTests {
    /// 2026-09-21 14:13:20 UTC.
    private static let now: Int64 = 1_790_000_000_000

    private static func hint(_ headers: [String: String]) -> RateLimitHint {
        RateLimitHint(headers: headers, unixMilliseconds: now)
    }

    @Test(
        arguments: [
            // Seconds to go, cut down, as Render sends them, and epoch seconds, as it documents them.
            ("45", .seconds(46)), ("0", .seconds(1)), ("1790000045", .seconds(45)), ("1790000000", .zero),
            // A reset that is past is over.
            ("1789999999", .zero),
            // No such number.
            ("", nil), ("-1", nil), ("soon", nil), ("4.5", nil), ("1790000045000", nil), ("99999999999999999999", nil),
        ] as [(String, Duration?)])
    func aResetIsAMomentOrATimeToGo(text: String, wait: Duration?) {
        #expect(Self.hint(["ratelimit-reset": text]).resetsIn == wait)
    }

    @Test(
        arguments: [
            ("3", .seconds(3)), ("Mon, 21 Sep 2026 14:13:50 GMT", .seconds(30)),
            ("Mon, 21 Sep 2026 14:13:00 GMT", .zero),
            ("", nil), ("-3", nil), ("later", nil),
        ] as [(String, Duration?)])
    func retryAfterIsATimeToGoOrADate(text: String, wait: Duration?) {
        #expect(Self.hint(["retry-after": text]).retryAfter == wait)
    }

    @Test(arguments: [("0", 0), ("29", 29), ("-1", 0), ("many", nil), ("", nil)] as [(String, Int?)])
    func whatRemainsIsNeverNegative(text: String, remaining: Int?) {
        #expect(Self.hint(["ratelimit-remaining": text]).remaining == remaining)
    }

    @Test func theLaterOfBothHintsCounts() {
        #expect(Self.hint(["ratelimit-reset": "5", "retry-after": "9"]).wait == .seconds(9))
        #expect(Self.hint(["ratelimit-reset": "9", "retry-after": "5"]).wait == .seconds(10))
        #expect(Self.hint(["retry-after": "5"]).wait == .seconds(5))
        #expect(Self.hint([:]).wait == nil)
    }
}
