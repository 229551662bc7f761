// SPDX-License-Identifier: MIT

import Sandbox
import TestSupport
import Testing

/// `init` and `import`: what only Render has is not lost.
@Suite struct FirstSyncTests {
    private static let state = SandboxState.shop(
        secrets: ["BOTH": "infisical", "OURS": "1"],
        service: ["APP_BOTH": "render", "APP_THEIRS": "2", "FOREIGN": "3"])

    private static func renderSync(_ sandbox: SandboxServer, _ behavior: String) -> ProgramUnderTest {
        ProgramUnderTest(
            sandbox,
            serviceSync.merging([
                "RENDER_SYNC_INITIAL_SYNC_BEHAVIOR": behavior, "RENDER_SYNC_KEY_SCHEMA": "APP_{{secretKey}}",
            ]) { $1 })
    }

    @Test(arguments: [
        (
            "overwrite-destination", ["BOTH": "infisical", "OURS": "1"],
            ["APP_BOTH": "infisical", "APP_OURS": "1", "FOREIGN": "3"]
        ),
        (
            "import-prioritize-source", ["BOTH": "infisical", "OURS": "1", "THEIRS": "2"],
            ["APP_BOTH": "infisical", "APP_OURS": "1", "APP_THEIRS": "2", "FOREIGN": "3"]
        ),
        (
            "import-prioritize-destination", ["BOTH": "render", "OURS": "1", "THEIRS": "2"],
            ["APP_BOTH": "render", "APP_OURS": "1", "APP_THEIRS": "2", "FOREIGN": "3"]
        ),
    ])
    func initDoesWhatTheBehaviorSaysAndASecondOneNothing(
        behavior: String, infisical: [String: String], render: [String: String]
    ) async throws {
        try await withSandbox(Self.state) { sandbox in
            let renderSync = Self.renderSync(sandbox, behavior)
            let finished = try await renderSync.run(["init", "default", "--yes"])
            #expect(finished.exitCode == 0)
            let state = await sandbox.state()
            let secrets = state.infisical.secrets("p1", "prod")
            #expect(Dictionary(uniqueKeysWithValues: secrets.map { ($0.key, $0.value) }) == infisical)
            #expect(state.render[service: "srv-1"]?.envVars.values == render)
            await sandbox.clearRequests()
            let second = try await renderSync.run(["init", "default", "--yes", "--output", "json"])
            #expect(try ReportJSON(second.output).status == "unchanged")
            #expect(await sandbox.requests().allSatisfy { $0.method == "GET" || $0.pathOnly.hasSuffix("/login") })
        }
    }

    @Test func anImportWithoutAPushLeavesRenderAlone() async throws {
        try await withSandbox(Self.state) { sandbox in
            let renderSync = Self.renderSync(sandbox, "overwrite-destination")
            let finished = try await renderSync.run([
                "import", "default", "--prioritize", "destination", "--yes", "--output", "json",
            ])
            #expect(finished.exitCode == 0)
            let report = try #require(try ReportJSON(finished.output).syncs?.first)
            #expect(report.imported == ["THEIRS", "BOTH"])
            #expect(report.overwritten == ["BOTH"])
            #expect(await renderSync.renderWrites().isEmpty)
            let writes = await sandbox.requests().filter { $0.service == .infisical && $0.pathOnly.contains("batch") }
            #expect(writes.map(\.method) == ["POST", "PATCH"])
        }
    }

    @Test func whatWaitsForApprovalIsReportedAsPendingAndNotPushed() async throws {
        var state = Self.state
        state.infisical.projects[0].environments[0].hasApprovalPolicy = true
        try await withSandbox(state) { sandbox in
            let renderSync = Self.renderSync(sandbox, "import-prioritize-source")
            let finished = try await renderSync.run(["init", "default", "--yes", "--output", "json"])
            #expect(finished.exitCode == 75)
            let report = try ReportJSON(finished.output)
            #expect(report.status == "pending approval")
            #expect(report.message.contains("pending approval in Infisical: THEIRS"))
            #expect(await renderSync.renderWrites().isEmpty)
        }
    }

    @Test func valuesThatInfisicalWouldTrimAreNamedBeforeAnythingIsWritten() async throws {
        let state = SandboxState.shop(service: ["PADDED": " 1 ", "PEM": "line\n", "DOUBLE": "line\n\n"])
        try await withSandbox(state) { sandbox in
            // The write is refused, so whatever is named was named before.
            await sandbox.setFaults([
                Fault(.infisical, method: "POST", pathContains: "batch", action: .status(400, body: "{}"))
            ])
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_INITIAL_SYNC_BEHAVIOR"] = "import-prioritize-source"
            let finished = try await renderSync.run(["init", "default", "--yes"])
            #expect(finished.exitCode == 69)
            #expect(finished.errors.contains("strips the white space around the value of DOUBLE, PADDED"))
        }
    }

    @Test func aTrimmedImportIsStillInSyncTheSecondTime() async throws {
        try await withSandbox(.shop(service: ["PADDED": " 1 "])) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_INITIAL_SYNC_BEHAVIOR"] = "import-prioritize-destination"
            let finished = try await renderSync.run(["init", "default", "--yes"])
            #expect(finished.exitCode == 0)
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.values == ["PADDED": "1"])
            let second = try await renderSync.run(["init", "default", "--yes", "--output", "json"])
            #expect(try ReportJSON(second.output).status == "unchanged")
        }
    }

    @Test func aBlankValueThatWouldBeLostIsRefusedBeforeAnythingIsWritten() async throws {
        try await withSandbox(.shop(service: ["BLANK": "  ", "A": "1"])) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_INITIAL_SYNC_BEHAVIOR"] = "import-prioritize-source"
            let finished = try await renderSync.run(["init", "default", "--yes"])
            #expect(finished.exitCode == 65)
            #expect(finished.output.contains("BLANK"))
            #expect(await sandbox.requests().allSatisfy { $0.method == "GET" || $0.pathOnly.hasSuffix("/login") })
        }
    }

    @Test func aFailedImportIsNotFollowedByAPush() async throws {
        try await withSandbox(Self.state) { sandbox in
            await sandbox.setFaults([
                Fault(.infisical, method: "POST", pathContains: "batch", action: .status(403, body: "{}"))
            ])
            let renderSync = Self.renderSync(sandbox, "import-prioritize-source")
            let finished = try await renderSync.run(["init", "default", "--yes"])
            #expect(finished.exitCode == 69)
            #expect(await renderSync.renderWrites().isEmpty)
        }
    }
}

extension FirstSyncTests {
    @Test func aFailureInALaterBatchSaysWhatTheEarlierOnesImported() async throws {
        let variables = Dictionary(uniqueKeysWithValues: (0..<501).map { ("KEY_\($0)", "1") })
        try await withSandbox(.shop(service: variables)) { sandbox in
            await sandbox.setFaults([
                Fault(
                    .infisical, method: "POST", pathContains: "batch", occurrence: 2, action: .status(403, body: "{}"))
            ])
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let finished = try await renderSync.run([
                "import", "default", "--prioritize", "source", "--yes", "--output", "json",
            ])
            #expect(finished.exitCode == 69)
            #expect(try ReportJSON(finished.output).syncs?.first?.imported?.count == 500)
            #expect(await sandbox.state().infisical.secrets("p1", "prod").count == 500)
        }
    }
}
