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
            ("2026-01-01T02:00:00+02:00", 1_767_225_600_000), ("1970-01-01T00:00:01.5Z", 1500),
        ] as [(String, Int64)])
    func aMomentIsReadInEveryFormThatApisWrite(text: String, milliseconds: Int64) {
        #expect(Moment(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "yesterday", "1970-01-01", "2026-13-01T00:00:00.000Z", "2026-01-01T00:00:00.000",
        "2026-01-0aT00:00:00.000Z",
        "2026-01-01T00:00:00.000Z" + String(repeating: " ", count: 64),
    ])
    func anythingElseIsNoMoment(text: String) {
        #expect(Moment(rfc3339: text) == nil)
    }

    /// Foundation reads and writes the same.
    @Test func everyDayOfFourCenturiesIsReadAndWrittenRight() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: -73_048, to: 73_049, by: 97) {
            let moment = Moment(milliseconds: Int64(day) * 86_400_000 + Int64(abs(day)) * 571 % 86_400_000)
            let text = style.format(Date(timeIntervalSince1970: (Double(moment.milliseconds) + 0.5) / 1000))
            #expect(Moment(rfc3339: text) == moment, "\(text)")
            #expect(moment.rfc3339 == text)
        }
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
    ])
    func aDateOfHTTPIsReadAndWritten(text: String, seconds: Int64) {
        #expect(Moment(httpDate: text)?.milliseconds == seconds * 1000)
        #expect(Moment(milliseconds: seconds * 1000).httpDate == text)
    }

    @Test(arguments: [
        "", "45", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:-9:37 GMT",
    ])
    func anyOtherTextIsNoDateOfHTTP(text: String) {
        #expect(Moment(httpDate: text) == nil)
    }
}
