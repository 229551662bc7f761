// SPDX-License-Identifier: MIT

import Basics
import Foundation
import NIOConcurrencyHelpers
import Sandbox
import Testing
import TestSupport

/// The process is ended at every request of a push.
@Suite struct DeathTests {
    private static let state = SandboxState.shop(
        secrets: ["A": "1", "B": "2", "C": "3"],
        service: ["APP_B": "before", "APP_STALE": "1", "FOREIGN": "f"])
    private static let wanted = ["APP_A": "1", "APP_B": "2", "APP_C": "3", "FOREIGN": "f"]

    private static func renderSync(_ sandbox: SandboxServer) -> ProgramUnderTest {
        ProgramUnderTest(
            sandbox,
            serviceSync.merging([
                "RENDER_SYNC_KEY_SCHEMA": "APP_{{secretKey}}", "RENDER_SYNC_AUTO_REDEPLOY_SERVICES": "true",
            ]) { $1 })
    }

    /// Starts a push and ends it with the signal as soon as its request of that number has arrived.
    private static func push(_ renderSync: ProgramUnderTest, endedBy signal: Int32, at number: Int) async throws
        -> RunningProgram
    {
        let arrivals = AsyncStream<Int>.makeStream()
        let count = NIOLockedValueBox(0)
        await renderSync.sandbox.setHook { _, _ in
            let seen = count.withLockedValue { count in
                count += 1
                return count
            }
            arrivals.continuation.yield(seen)
        }
        // The answer comes after the signal.
        await renderSync.sandbox.setFaults([
            Fault(.render, occurrence: 1, count: 1000, action: .delay(.milliseconds(80))),
            Fault(.infisical, occurrence: 1, count: 1000, action: .delay(.milliseconds(80))),
        ])
        let running = try renderSync.start(["sync", "--all", "--output", "json"])
        for await seen in arrivals.stream where seen >= number {
            running.send(signal)
            break
        }
        await renderSync.sandbox.setHook(nil)
        return running
    }

    /// Login, two reads, four writes, two confirming reads, a deploy.
    @Test(arguments: 1...10)
    func afterSIGTERMTheCallInFlightEndsAndTheReportIsTrue(number: Int) async throws {
        try await withSandbox(Self.state) { sandbox in
            let renderSync = Self.renderSync(sandbox)
            let running = try await Self.push(renderSync, endedBy: SIGTERM, at: number)
            let exitCode = await running.wait()
            let report = try #require(try ReportJSON(running.output.text).syncs?.first)
            let hint = Comment(rawValue: running.output.text)
            #expect(exitCode == 0 || exitCode == 75, hint)
            let state = await sandbox.state().render
            let held = try #require(state[service: "srv-1"]).envVars.values
            #expect(held["FOREIGN"] == "f")
            let reported = Set(report.created + report.updated + report.deleted)
            for key in ["APP_A", "APP_B", "APP_C", "APP_STALE"] {
                #expect(reported.contains(key) == (held[key] == Self.wanted[key]), hint)
            }
            // What was written is redeployed all the same.
            #expect(state.deploys.count == (reported.isEmpty ? 0 : 1), hint)
            if exitCode == 0 { #expect(held == Self.wanted) }
        }
    }

    @Test(arguments: 1...10)
    func afterSIGKILLNothingIsLostAndTheNextPushCompletes(number: Int) async throws {
        try await withSandbox(Self.state) { sandbox in
            let renderSync = Self.renderSync(sandbox)
            let running = try await Self.push(renderSync, endedBy: SIGKILL, at: number)
            // On a machine that is slow to send it, the signal comes after a good end.
            #expect([0, 128 + SIGKILL].contains(await running.wait()))
            let held = try #require(await sandbox.state().render[service: "srv-1"]).envVars.values
            #expect(held["FOREIGN"] == "f")
            #expect(["before", "2"].contains(held["APP_B"]))
            await sandbox.setFaults([])
            let next = try await renderSync.run(["sync", "--all"])
            #expect(next.exitCode == 0)
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.values == Self.wanted)
        }
    }
}
