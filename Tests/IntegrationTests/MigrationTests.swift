// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// `from-infisical`: a user moves over by copy and paste.
@Suite struct MigrationTests {
    /// An answer of Infisical's list, as its documentation shows an item.
    private static let answer = """
        {"secretSyncs":[{
          "id":"5f1c7a2e-0000-4000-8000-000000000001","name":"my-render-sync","description":"an example sync","isEnabled":true,
          "version":1,"folderId":"f1","connectionId":"c0ffee00-1111-4222-8333-444455556666",
          "createdAt":"2024-05-01T12:00:00Z","updatedAt":"2024-05-01T12:00:00Z","syncStatus":"succeeded",
          "lastSyncJobId":"123","lastSyncMessage":null,"lastSyncedAt":"2024-05-01T12:00:00Z",
          "syncOptions":{"initialSyncBehavior":"import-prioritize-source","keySchema":"APP_{{secretKey}}",
            "disableSecretDeletion":true,"autoRedeployServices":true},
          "projectId":"p1","connection":{"app":"render","name":"team-render","id":"c0ffee00-1111-4222-8333-444455556666"},
          "environment":{"slug":"prod","name":"Production","id":"e1"},"folder":{"id":"f1","path":"/my-secrets"},
          "destination":"render","destinationConfig":{"scope":"service","serviceId":"srv-1","type":"env"}
        }]}
        """

    @Test func theAnswerOfInfisicalBecomesVariables() async throws {
        try await withSandbox(.shop()) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(["from-infisical"], input: Self.answer)
            #expect(finished.exitCode == 0)
            let lines = finished.output.split(separator: "\n").map(String.init)
            for line in [
                "RENDER_SYNCS=my-render-sync", "RENDER_SYNC_MY_RENDER_SYNC_PROJECT_ID=p1",
                "RENDER_SYNC_MY_RENDER_SYNC_ENVIRONMENT=prod", "RENDER_SYNC_MY_RENDER_SYNC_SECRET_PATH=/my-secrets",
                "RENDER_SYNC_MY_RENDER_SYNC_DESCRIPTION='an example sync'",
                "RENDER_SYNC_MY_RENDER_SYNC_CONNECTION_ID=c0ffee00-1111-4222-8333-444455556666",
                "RENDER_SYNC_MY_RENDER_SYNC_INITIAL_SYNC_BEHAVIOR=import-prioritize-source",
                "RENDER_SYNC_MY_RENDER_SYNC_INITIAL_SYNC_DONE=true",
                "RENDER_SYNC_MY_RENDER_SYNC_KEY_SCHEMA=APP_{{secretKey}}",
                "RENDER_SYNC_MY_RENDER_SYNC_DISABLE_SECRET_DELETION=true",
                "RENDER_SYNC_MY_RENDER_SYNC_AUTO_REDEPLOY_SERVICES=true",
                "RENDER_SYNC_MY_RENDER_SYNC_SERVICE_ID=srv-1", "RENDER_SYNC_MY_RENDER_SYNC_TYPE=env",
                "RENDER_SYNC_MY_RENDER_SYNC_INITIAL_SYNC_DONE=true",
            ] { #expect(lines.contains(line), "\(line)") }
            #expect(finished.output.contains("RENDER_CONNECTION_C0FFEE00_1111_4222_8333_444455556666_API_KEY"))
        }
    }

    @Test(arguments: [("env", "'an example sync'"), ("docker", "an example sync"), ("systemd", #""an example sync""#)])
    func valuesAreQuotedAsTheirReaderTakesThem(format: String, value: String) async throws {
        let finished = try await ProgramUnderTest.run(
            ["from-infisical", "--format", format], [:], input: Array(Self.answer.utf8))
        #expect(finished.exitCode == 0)
        #expect(finished.output.contains("\nRENDER_SYNC_MY_RENDER_SYNC_DESCRIPTION=\(value)\n"), "\(finished.output)")
    }

    /// An option that exists nowhere yet: a push that does not know it could delete secrets.
    @Test func whatCannotBeCarriedOverIsAnError() async throws {
        let answer = Self.answer.replacing(#""autoRedeployServices":true"#, with: #""turboMode":true"#)
        try await withSandbox(.shop()) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(["from-infisical"], input: answer)
            #expect(finished.exitCode == 65)
            #expect(finished.output.contains("turboMode has no counterpart"))
            #expect(finished.errors.contains("syncOptions.turboMode"))
        }
    }

    @Test func aProjectWithoutSyncsIsAnError() async throws {
        try await withSandbox(.shop()) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(["from-infisical", "p1"])
            #expect(finished.exitCode == 65)
            #expect(finished.errors.contains("there is no Render Sync in project p1"))
            #expect(finished.output == "")
        }
    }

    @Test func theVariablesAreTakenAsTheyAre() async throws {
        var state = SandboxState.shop()
        state.infisical["p1", "prod", "/my-secrets"] = .init(path: "/my-secrets", secrets: [.init("A", "1")])
        try await withSandbox(state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox)
            let printed = try await renderSync.run(["from-infisical"], input: Self.answer).output
            for line in printed.split(separator: "\n") where !line.hasPrefix("#") {
                let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
                renderSync.environment[parts[0]] = parts[1]
            }
            let finished = try await renderSync.run(["sync", "my-render-sync"])
            #expect(finished.exitCode == 0, "\(finished.errors)")
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.values == ["APP_A": "1"])
        }
    }

    @Test func theProjectIsReadFromTheAPI() async throws {
        var state = try SandboxState(json: .init("{\"infisical\":\(Self.answer)}".utf8))
        state.infisical.identities = SandboxState.shop().infisical.identities
        state.infisical.projects = SandboxState.shop().infisical.projects
        try await withSandbox(state) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(["from-infisical", "p1", "--output", "json"])
            #expect(finished.exitCode == 0, "\(finished.errors)")
            #expect(finished.output.contains(#""RENDER_SYNC_MY_RENDER_SYNC_SERVICE_ID":"srv-1""#))
            let unknown = try await ProgramUnderTest(sandbox).run(["from-infisical", "p2"])
            #expect(unknown.exitCode == 69)
        }
    }

    @Test func aFileThatCannotBeReadIsNamedWithTheReason() async throws {
        for (path, reason) in [("/", "is a directory"), ("/nonexistent", "no such file or directory")] {
            let finished = try await ProgramUnderTest.run(["from-infisical", "--file", path])
            #expect(finished.exitCode == 65)
            #expect(finished.errors.contains("\(path) cannot be read: \(reason)\n"), "\(finished.errors)")
        }
    }

    @Test(arguments: ["", "[", "{}", "7"])
    func whatIsNoAnswerOfInfisicalIsRefused(input: String) async throws {
        try await withSandbox(.shop()) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(["from-infisical"], input: input)
            #expect(finished.exitCode == 65)
        }
    }
}
