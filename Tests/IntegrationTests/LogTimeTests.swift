// SPDX-License-Identifier: MIT

import Foundation
import Testing
import TestSupport

struct LogTimeTests {
    @Test func aLogLineHasTheTimeAtWhichItWasWrittenInUTCToTheMillisecond() async throws {
        let before = Date()
        let finished = try await Program.run(
            ProgramUnderTest.path, ["handle"],
            environment: ["INFISICAL_WEBHOOK_SECRET": "key", "TZ": "Pacific/Auckland"], input: Array("{}".utf8))
        let line = try JSONDecoder().decode(Line.self, from: Data(finished.errors.utf8))
        let time = try #require(
            try? Date(line.time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        // The text has milliseconds, the clock more.
        #expect((before.addingTimeInterval(-0.001)...Date()).contains(time))
        #expect(line.time.hasSuffix("Z") && line.time.count == "2026-03-01T09:30:00.250Z".count)
    }

    private struct Line: Decodable {
        var time: String
    }
}
