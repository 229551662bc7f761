// SPDX-License-Identifier: MIT

import Sandbox
import TestSupport
import Testing

/// `plan` as a check for drift.
@Suite struct DriftTests {
    @Test func tenThousandSecretsAreAsFewAsTen() async throws {
        let secrets = Dictionary(uniqueKeysWithValues: (0..<10_000).map { ("KEY_\($0)", "value-\($0)") })
        try await withSandbox(.shop(secrets: secrets, service: secrets)) { sandbox in
            await sandbox.mutate { state in state.render.services[0].envVars[5000].value = "another" }
            let finished = try await ProgramUnderTest(sandbox, serviceSync).run(["plan", "--all", "--output", "json"])
            #expect(finished.exitCode == 2)
            let report = try #require(try ReportJSON(finished.output).syncs?.first)
            #expect(report.updated.count == 1 && report.unchanged == 9999)
            #expect(report.calls.render == 101)
        }
    }

    /// Three pages, all of which the confirming read asks for at once: the calls are those of two reads and a write.
    @Test(arguments: ["updated", "created", "deleted"]) func aListOfSeveralPagesIsConfirmed(change: String) async throws
    {
        let secrets = Dictionary(uniqueKeysWithValues: (100..<350).map { ("KEY_\($0)", "value-\($0)") })
        try await withSandbox(.shop(secrets: secrets, service: secrets)) { sandbox in
            await sandbox.mutate { state in
                switch change {
                case "updated": state.render.services[0].envVars[120].value = "another"
                case "created": state.render.services[0].envVars.remove(at: 120)
                default: state.render.services[0].envVars.insert(.init("KEY_220_OLD", "v"), at: 120)
                }
            }
            let finished = try await ProgramUnderTest(sandbox, serviceSync).run(["sync", "--all", "--output", "json"])
            #expect(finished.exitCode == 0)
            let report = try #require(try ReportJSON(finished.output).syncs?.first)
            #expect([report.updated.count, report.created.count, report.deleted.count].reduce(0, +) == 1)
            #expect(report.calls.render == 3 + 1 + 3)
            let held = await sandbox.state().render.services[0].envVars
            #expect(Set(held.map(\.key)) == Set(secrets.keys) && held.allSatisfy { $0.value == secrets[$0.key] })
        }
    }

    @Test func severalSyncsExitWithTheWorst() async throws {
        let state = SandboxState.shop(secrets: ["A": "1"], service: ["A": "1"], group: ["A": "2"])
        try await withSandbox(state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox)
            renderSync.environment.merge([
                "RENDER_SYNCS": "api,shared", "RENDER_SYNC_PROJECT_ID": "p1", "RENDER_SYNC_ENVIRONMENT": "prod",
                "RENDER_SYNC_API_SERVICE_ID": "srv-1", "RENDER_SYNC_SHARED_ENVIRONMENT_GROUP_ID": "evg-1",
            ]) { $1 }
            let plan = try await renderSync.run(["plan", "--all", "--output", "json"])
            #expect(plan.exitCode == 2)
            #expect(try ReportJSON(plan.output).syncs?.map(\.status) == ["unchanged", "drifted"])
        }
    }
}
