// SPDX-License-Identifier: MIT

import Sandbox
import TestSupport
import Testing

/// The commands as a user runs them.
@Suite struct CommandTests {
    private static let drifted = SandboxState.shop(
        secrets: ["A": "value-canary-1", "B": "value-canary-2", "EMPTY": ""],
        service: ["B": "value-canary-old", "STALE": "value-canary-stale"])

    @Test func planShowsWhatAPushWouldDoAndWritesNothing() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let plan = try await renderSync.run(["plan", "--all"])
            #expect(plan.exitCode == 2)
            #expect(plan.output.contains("+ A "))
            #expect(plan.output.contains("~ B "))
            #expect(plan.output.contains("- STALE"))
            #expect(await renderSync.renderWrites().isEmpty)
        }
    }

    @Test func planOfAServiceInSyncExitsZero() async throws {
        try await withSandbox(.shop(secrets: ["A": "1"], service: ["A": "1"])) { sandbox in
            let plan = try await ProgramUnderTest(sandbox, serviceSync).run(["plan", "default", "--output", "json"])
            #expect(plan.exitCode == 0)
            #expect(try ReportJSON(plan.output).status == "unchanged")
        }
    }

    @Test func syncWritesTheDifferenceAndASecondOneNothing() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let first = try ReportJSON(try await renderSync.run(["sync", "--all", "--output", "json"]).output)
            #expect(first.status == "synced")
            let sync = try #require(first.syncs?.first)
            #expect(sync.created == ["A"])
            #expect(sync.updated == ["B"])
            #expect(sync.deleted == ["STALE"])
            #expect(sync.skipped == ["EMPTY"])
            let held = await sandbox.state().render[service: "srv-1"]?.envVars.values
            #expect(held == ["A": "value-canary-1", "B": "value-canary-2"])
            await sandbox.clearRequests()
            let second = try ReportJSON(try await renderSync.run(["sync", "--all", "--output", "json"]).output)
            #expect(second.status == "unchanged")
            #expect(await renderSync.renderWrites().isEmpty)
        }
    }

    @Test func aForcedRedeployDeploysWithoutAChange() async throws {
        try await withSandbox(.shop(secrets: ["A": "1"], service: ["A": "1"])) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let finished = try await renderSync.run(["sync", "--all", "--redeploy"])
            #expect(finished.exitCode == 0)
            #expect(await renderSync.renderWrites().map(\.pathOnly) == ["/v1/services/srv-1/deploys"])
        }
    }

    @Test func removeDeletesWhatTheSourceHasAndNoMore() async throws {
        let state = SandboxState.shop(
            secrets: ["A": "1", "B": "2"], service: ["APP_A": "1", "APP_B": "other", "APP_C": "3", "D": "4"])
        try await withSandbox(state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_KEY_SCHEMA"] = "APP_{{secretKey}}"
            let removal = try await renderSync.run(["remove", "default", "--yes", "--output", "json"])
            #expect(removal.exitCode == 0)
            #expect(try ReportJSON(removal.output).syncs?.first?.deleted == ["APP_A", "APP_B"])
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.values == ["APP_C": "3", "D": "4"])
        }
    }

    @Test func checkPassesAndWritesNothing() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let check = try await renderSync.run(["check"])
            #expect(check.exitCode == 0)
            #expect(!check.output.contains("fail"))
            #expect(await renderSync.renderWrites().isEmpty)
        }
    }

    @Test(arguments: [
        ("RENDER_API_KEY", "rnd_wrong", Int32(69)), ("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", "wrong", 69),
        ("RENDER_SYNC_SERVICE_ID", "srv-none", 69), ("RENDER_SYNC_MAX_DELETIONS", "many", 78),
        ("RENDER_SYNC_DISABLE_SECRET_DELETON", "true", 78), ("INFISICAL_WEBHOOK_SECRET", "", 78),
        ("RENDER_API_URL", "http://127.0.0.1:1", 75), ("RENDER_API_URL", "http://render.example", 78),
    ])
    func checkFailsWithTheMend(variable: String, value: String, exitCode: Int32) async throws {
        try await withSandbox(Self.drifted) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment[variable] = value
            renderSync.environment["RENDER_SYNC_TIMEOUT"] = "1"
            let check = try await renderSync.run(["check"])
            #expect(check.exitCode == exitCode)
            #expect(check.output.contains("fail  "))
        }
    }

    @Test(arguments: [
        ["sync", "nobody"], ["plan", "nobody"], ["init", "nobody"], ["remove", "nobody"], ["sync"], ["frob"],
    ])
    func anUnknownNameIsAUsageError(arguments: [String]) async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let finished = try await ProgramUnderTest(sandbox, serviceSync).run(arguments)
            #expect(finished.exitCode == 64)
        }
    }

    @Test func everyConfigurationErrorIsReportedAtOnce() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_RECURSIV"] = "true"
            renderSync.environment["RENDER_SYNC_TYPE"] = "secret-canary"
            renderSync.environment["RENDER_SYNC_SERVICE_ID"] = nil
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 78)
            #expect(
                finished.errors.contains("RENDER_SYNC_RECURSIV: unknown variable: did you mean RENDER_SYNC_RECURSIVE?"))
            #expect(finished.errors.contains("RENDER_SYNC_TYPE: expected one of env, file"))
            #expect(finished.errors.contains("RENDER_SYNC_SERVICE_ID: missing"))
            #expect(!finished.errors.contains("secret-canary"))
        }
    }

    @Test func noValueAppearsInAnyOutputAtTheFinestLogLevel() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_LOG_LEVEL"] = "trace"
            let delivery = try await renderSync.delivery()
            for (arguments, input) in [
                (["check"], ""), (["plan", "--all"], ""), (["handle"], delivery), (["sync", "--all"], ""),
                (["init", "default", "--yes"], ""), (["remove", "default", "--yes"], ""),
            ] {
                let finished = try await renderSync.run(arguments, input: input)
                let printed = finished.output + finished.errors
                #expect(!printed.contains("canary"), "\(arguments)")
            }
        }
    }
}
