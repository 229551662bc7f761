// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing
import TestSupport

/// Render's rate limit is a plan, not an accident: no write is sent past it.
@Suite struct PacingTests {
    /// A sandbox's limits, in a window that has just begun.
    private static func limits(_ limits: RateLimits) -> (inout SandboxConfiguration) -> Void {
        {
            $0.rateLimits = limits
            $0.clock = SandboxClock(startingAt: Date(timeIntervalSince1970: 1_800_000_000))
        }
    }

    @Test func aFirstSyncWithMoreWritesThanAPeriodAllowsEndsWithoutARefusal() async throws {
        let secrets = Dictionary(uniqueKeysWithValues: (0..<25).map { ("KEY_\($0)", "value") })
        try await withSandbox(.shop(secrets: secrets)) {
            // The clock is the system's: an epoch of another one would be years off.
            $0.rateLimits = RateLimits(renderWrites: 10, windowSeconds: 2, resetFormat: .epochSeconds)
        } _: { sandbox in
            let renderSync = ProgramUnderTest(sandbox, groupSync)
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 0)
            #expect(await sandbox.requests().allSatisfy { $0.status != 429 })
            #expect(await sandbox.state().render[envGroup: "evg-1"]?.envVars.count == 25)
        }
    }

    @Test func aFirstSyncEndsThoughTheSecondsToGoAreCutDown() async throws {
        let secrets = Dictionary(uniqueKeysWithValues: (0..<25).map { ("KEY_\($0)", "value") })
        try await withSandbox(.shop(secrets: secrets), Self.limits(RateLimits(renderWrites: 10, windowSeconds: 2))) {
            sandbox in
            let finished = try await ProgramUnderTest(sandbox, groupSync).run(["sync", "--all"])
            #expect(finished.exitCode == 0)
            #expect(await sandbox.state().render[envGroup: "evg-1"]?.envVars.count == 25)
        }
    }

    @Test func aFirstSyncOf500VariablesEndsByItselfAndShowsWhen() async throws {
        let secrets = Dictionary(uniqueKeysWithValues: (0..<500).map { ("KEY_\($0)", "value") })
        let limits = RateLimits(renderReads: 1000, renderWrites: 100, windowSeconds: 3)
        try await withSandbox(.shop(secrets: secrets), Self.limits(limits)) { sandbox in
            let finished = try await ProgramUnderTest(sandbox, groupSync).run(["sync", "--all"])
            #expect(finished.exitCode == 0, "\(finished.output)")
            #expect(await sandbox.state().render[envGroup: "evg-1"]?.envVars.count == 500)
            // Under a sanitizer the writes may take longer than their periods.
            #expect(Sanitizer.isOn || finished.errors.contains("writes to go, done in about"), "\(finished.errors)")
        }
    }

    @Test func aPushThatCannotEndInTimeSaysWhatIsNotWritten() async throws {
        let secrets = Dictionary(uniqueKeysWithValues: (0..<25).map { ("KEY_\($0)", "value") })
        let limits = RateLimits(renderWrites: 10, windowSeconds: 3600)
        try await withSandbox(.shop(secrets: secrets), Self.limits(limits)) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, groupSync)
            renderSync.environment["RENDER_SYNC_TIMEOUT"] = "5"
            let finished = try await renderSync.run(["sync", "--all", "--output", "json"])
            #expect(finished.exitCode == 75)
            let report = try #require(try ReportJSON(finished.output).syncs?.first)
            #expect(report.created.count == 10)
            #expect(report.message.contains("Render's rate limit"))
            #expect(report.message.contains("not written: "))
            #expect(await sandbox.state().render[envGroup: "evg-1"]?.envVars.count == 10)
        }
    }

    @Test func aServiceWithMoreChangesThanThereIsRoomForIsWrittenInOneCall() async throws {
        let secrets = Dictionary(uniqueKeysWithValues: (0..<15).map { ("KEY_\($0)", "value") })
        let limits = RateLimits(renderReads: 10, renderWrites: 10, windowSeconds: 3600)
        try await withSandbox(.shop(secrets: secrets), Self.limits(limits)) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 0)
            #expect(await renderSync.renderWrites().map(\.method) == ["PUT"])
        }
    }
}
