// SPDX-License-Identifier: MIT

import FoundationEssentials
import Testing
@testable import Basics

@Suite struct MomentTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00.000Z", 951_782_400_000), ("2026-11-25T09:20:51.123Z", 1_795_598_451_123),
            ("2100-03-01T00:00:00.000Z", 4_107_542_400_000), ("2026-01-01T00:00:00Z", 1_767_225_600_000),
            ("2026-01-01T02:00:00+02:00", 1_767_225_600_000),
        ] as [(String, Int64)])
    func timesAreReadAsApisWriteThem(text: String, milliseconds: Int64) {
        #expect(Moment(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "yesterday", "2026-13-01T00:00:00.000Z", "2026-01-01T00:00:00.000", "2026-01-0aT00:00:00.000Z",
    ])
    func anythingElseIsNoTime(text: String) {
        #expect(Moment(iso8601: text) == nil)
    }

    /// Foundation reads the same.
    @Test func everyDayOfFourCenturiesIsReadRight() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: 0, to: 146_097, by: 97) {
            let milliseconds = Int64(day) * 86_400_000 + Int64(day) * 571 % 86_400_000
            let text = style.format(Date(timeIntervalSince1970: (Double(milliseconds) + 0.5) / 1000))
            #expect(Moment(iso8601: text)?.milliseconds == milliseconds, "\(text)")
        }
    }
}
