// SPDX-License-Identifier: MIT

import SyncCore
import Testing

@Suite struct DeletionLimitTests {
    @Test(
        arguments: [
            ("0", .count(0)), ("12", .count(12)), ("0%", .percentage(0)), ("30%", .percentage(30)),
            ("100%", .percentage(100)), ("none", .unlimited),
            ("", nil), ("%", nil), ("-1", nil), ("+1", nil), ("1.5", nil), ("101%", nil), ("1 %", nil), ("None", nil),
            ("standard", nil), ("5%%", nil),
        ] as [(String, DeletionLimit?)])
    func itIsANumberAPercentageOrNone(text: String, limit: DeletionLimit?) {
        #expect(DeletionLimit(text) == limit)
    }

    @Test(
        arguments: [
            // Five, or half where that is more.
            (.standard, 0, 5), (.standard, 11, 5), (.standard, 12, 6), (.standard, 30, 15), (.standard, 31, 15),
            (.count(3), 100, 3), (.percentage(30), 10, 3), (.percentage(30), 9, 2), (.percentage(0), 100, 0),
            (.unlimited, 100, nil),
        ] as [(DeletionLimit, Int, Int?)])
    func itAllowsAsManyAsItSays(limit: DeletionLimit, managed: Int, allowed: Int?) {
        #expect(limit.allowed(of: managed) == allowed)
    }
}
