// SPDX-License-Identifier: MIT

import Foundation
import Testing
import TestSupport

@Suite struct LogLineTests {
    /// What a refused delivery leaves on standard error.
    private static func line(_ variables: [String: String] = [:]) async throws -> Line {
        let environment = ["INFISICAL_WEBHOOK_SECRET": "key", "TZ": "Pacific/Auckland"].merging(variables) { $1 }
        let finished = try await Program.run(
            ProgramUnderTest.path, ["handle"], environment: environment, input: Array("{}".utf8))
        return try JSONDecoder().decode(Line.self, from: Data(finished.errors.utf8))
    }

    private struct Line: Decodable {
        var time: String
    }

    @Test func hasTheTimeAtWhichItWasWrittenInUTCToTheMillisecond() async throws {
        let before = Date()
        let line = try await Self.line()
        let time = try #require(
            try? Date(line.time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        // The text has milliseconds, the clock more.
        #expect((before.addingTimeInterval(-0.001)...Date()).contains(time))
        #expect(line.time.hasSuffix("Z") && line.time.count == "2026-03-01T09:30:00.250Z".count)
    }

    /// An empty variable counts as not set.
    @Test func isJSONWhereNoTerminalReadsItThoughTheFormatIsEmpty() async throws {
        _ = try await Self.line(["RENDER_SYNC_LOG_FORMAT": "", "RENDER_SYNC_LOG_LEVEL": ""])
    }
}
