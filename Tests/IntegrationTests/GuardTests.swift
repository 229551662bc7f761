// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// What is refused, through each door that a push comes by.
@Suite struct GuardTests {
    /// Infisical has one key, Render 30 that are somebody else's.
    private static let foreign = SandboxState.shop(
        secrets: ["LOG_LEVEL": "info"],
        service: Dictionary(uniqueKeysWithValues: (0..<30).map { ("FOREIGN_\($0)", "1") }))

    /// What `init` is still to import.
    private static let waiting = SandboxState.shop(
        secrets: ["LOG_LEVEL": "info"], service: ["LOG_LEVEL": "info", "STRIPE_KEY": "1", "DATABASE_URL": "2"])

    private static let importing = serviceSync.merging([
        "RENDER_SYNC_INITIAL_SYNC_BEHAVIOR": "import-prioritize-source"
    ]) { $1 }

    /// Delivers to `serve`; the report.
    private static func deliver(_ renderSync: ProgramUnderTest, body: String = ProgramUnderTest.secretsModified())
        async throws -> (
            Int, ReportJSON
        )
    {
        let request = try await renderSync.delivery(body)
        var environment = renderSync.environment
        environment["PORT"] = "0"
        environment["HOST"] = "127.0.0.1"
        return try await ProgramUnderTest.withServer([], environment) { server in
            let answer = try await server.exchange(Array(request.utf8))
            return (answer.status, try ReportJSON(answer.body))
        }
    }

    // MARK: Deletions

    @Test func aFirstDeliveryDoesNotDeleteWhatIsSomebodyElses() async throws {
        try await withSandbox(Self.foreign) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let (status, report) = try await Self.deliver(renderSync)
            #expect(status == 422)
            #expect(report.status == "refused")
            let sync = try #require(report.syncs?.first)
            #expect(sync.refused?.count == 30)
            #expect(sync.unwritten.count == 31)
            #expect(report.message.contains("RENDER_SYNC_MAX_DELETIONS=30 render-sync sync default"))
            let handled = try await renderSync.run(["handle"], input: try await renderSync.delivery())
            #expect(handled.exitCode == 65)
            try await renderSync.expect(65, of: ["sync", "--all"])
            #expect(await renderSync.renderWrites().isEmpty)
        }
    }

    @Test func theCommandOfTheRefusalDeletesThem() async throws {
        try await withSandbox(Self.foreign) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_MAX_DELETIONS"] = "30"
            try await renderSync.expect(0, of: ["sync", "default"])
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.map(\.key) == ["LOG_LEVEL"])
        }
    }

    @Test func aPlanShowsItsRowsBeforeTheRefusal() async throws {
        try await withSandbox(Self.foreign) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let plan = try await renderSync.run(["plan", "default"])
            #expect(plan.exitCode == 65)
            let lines = plan.output.split(separator: "\n")
            let row = try #require(lines.firstIndex { $0.contains("- FOREIGN_29") })
            let refusal = try #require(lines.firstIndex { $0.contains("refused: 30 deletions") })
            #expect(row < refusal)
            #expect(lines.contains { $0.contains("+ LOG_LEVEL") })
            let report = try ReportJSON(try await renderSync.run(["plan", "default", "--output", "json"]).output)
            #expect(report.syncs?.first?.deleted.count == 30)
        }
    }

    /// A key that is added while the plan is made is lost to a bulk write, whatever the limit says.
    @Test func aLimitKeepsABulkWriteAway() async throws {
        let secrets = Dictionary(uniqueKeysWithValues: (0..<25).map { ("K\($0)", "1") })
        try await withSandbox(.shop(secrets: secrets)) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_MAX_DELETIONS"] = "0"
            try await renderSync.expect(0, of: ["sync", "--all"])
            #expect(await renderSync.renderWrites().filter { $0.pathOnly.hasSuffix("/env-vars") }.isEmpty)
        }
    }

    @Test(arguments: ["import", "own"])
    func anImportThatListsNothingDeletesNothing(kind: String) async throws {
        var state = SandboxState.shop(
            secrets: ["OWN": "1"], service: ["OWN": "1", "FROM_IMPORT_1": "1", "FROM_IMPORT_2": "2"])
        state.infisical.projects[0].environments.append(.init(slug: "dev", folders: [.init(path: "/shared")]))
        state.infisical.projects[0].environments[0].folders[0].imports = [.init(environment: "dev", path: "/shared")]
        if kind == "own" { state.render.services[0].envVars = [.init("OWN", "old")] }
        try await withSandbox(state) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let (status, report) = try await Self.deliver(renderSync)
            let sync = try #require(report.syncs?.first)
            #expect(sync.warnings.count == 1 && sync.warnings[0].contains("dev /shared"))
            if kind == "import" {
                #expect(status == 422)
                #expect(sync.refused == ["FROM_IMPORT_1", "FROM_IMPORT_2"])
                #expect(await renderSync.renderWrites().isEmpty)
            } else {
                #expect(status == 200)
                #expect(sync.updated == ["OWN"])
            }
        }
    }

    @Test func anEmptySourceThatDeletesNothingIsInSync() async throws {
        try await withSandbox(.shop(service: ["A": "1"])) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_DISABLE_SECRET_DELETION"] = "true"
            try await renderSync.expect(0, of: ["sync", "--all"])
            try await renderSync.expect(0, of: ["plan", "--all"])
            #expect(await renderSync.renderWrites().isEmpty)
        }
    }

    // MARK: The first push

    @Test func nothingButInitPushesBeforeTheFirstPush() async throws {
        try await withSandbox(Self.waiting) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, Self.importing)
            let (status, report) = try await Self.deliver(renderSync)
            #expect(status == 422)
            #expect(report.syncs?.first?.refused == ["DATABASE_URL", "STRIPE_KEY"])
            let sentence = "run: render-sync init default, then set RENDER_SYNC_INITIAL_SYNC_DONE=true"
            #expect(report.message.contains(sentence))
            for arguments in [["sync", "--all"], ["plan", "--all"], ["remove", "default", "--yes"]] {
                let finished = try await renderSync.run(arguments)
                #expect(finished.exitCode == 65)
                #expect(finished.output.contains(sentence))
            }
            let check = try await renderSync.run(["check"])
            #expect(check.output.contains(sentence))
            #expect(await renderSync.renderWrites().isEmpty)
            let first = try await renderSync.run(["init", "default", "--yes"])
            #expect(first.exitCode == 0)
            #expect(first.output.hasSuffix("\nRENDER_SYNC_INITIAL_SYNC_DONE=true\n"))
            #expect(await sandbox.state().infisical.secrets("p1", "prod").count == 3)
            renderSync.environment["RENDER_SYNC_INITIAL_SYNC_DONE"] = "true"
            let (delivered, _) = try await Self.deliver(renderSync)
            #expect(delivered == 200)
            let second = try await renderSync.run(["init", "default", "--yes"])
            #expect(second.exitCode == 65)
            #expect(second.output.contains("RENDER_SYNC_INITIAL_SYNC_DONE"))
        }
    }

    @Test func aTestEventSaysThatTheFirstPushIsDue() async throws {
        try await withSandbox(Self.waiting) { sandbox in
            let body = ProgramUnderTest.secretsModified().replacingOccurrences(of: "secrets.modified", with: "test")
            let (status, report) = try await Self.deliver(ProgramUnderTest(sandbox, Self.importing), body: body)
            #expect(status == 200)
            #expect(report.message.contains("run: render-sync init default"))
        }
    }

    // MARK: Values

    @Test func whatLooksWrongIsNamedInReportTextAndLogAndSwitchedOff() async throws {
        let state = SandboxState.shop(
            secrets: ["DB_URL": "postgres://u:${DB_PASSWORD}@db/x", "KEY": "changeme", "PAD": "1 ", "NONE": ""],
            service: ["DB_URL": "postgres://good"])
        try await withSandbox(state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            let plan = try await renderSync.run(["plan", "--all"])
            #expect(plan.output.contains("warning: unresolved reference: the value of DB_URL"))
            #expect(plan.output.contains("warning: placeholder: the value of KEY"))
            let handled = try await renderSync.run(["handle"], input: try await renderSync.delivery())
            #expect(handled.exitCode == 0)
            let warnings = try #require(try ReportJSON(HTTPAnswer(handled.output).body).syncs?.first?.warnings)
            #expect(
                warnings.map { $0.prefix { $0 != ":" } } == [
                    "unresolved reference", "placeholder", "white space", "empty",
                ])
            #expect(handled.errors.contains("unresolved reference: the value of DB_URL"))
            renderSync.environment["RENDER_SYNC_WARNINGS"] = "none"
            let quiet = try ReportJSON(try await renderSync.run(["plan", "--all", "--output", "json"]).output)
            #expect(quiet.syncs?.first?.warnings == [])
        }
    }

    @Test func anUnmetRequirementRefusesTheWholePush() async throws {
        let secrets = ["DB_URL": "canary-todo", "DB_KEY": "TODO", "OTHER": "1"]
        try await withSandbox(.shop(secrets: secrets)) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_REQUIRED_KEYS"] = "DB_*,API_KEY"
            let (status, report) = try await Self.deliver(renderSync)
            #expect(status == 422)
            #expect(report.syncs?.first?.refused == ["API_KEY", "DB_KEY"])
            #expect(report.message.contains("RENDER_SYNC_REQUIRED_KEYS"))
            #expect(await renderSync.renderWrites().isEmpty)
        }
    }

    @Test(arguments: ["env", "file"])
    func anEmptiedSecretThatStaysAtRenderIsNotInSync(type: String) async throws {
        var state = SandboxState.shop(secrets: ["FEATURE": "", "A": "1"], service: ["FEATURE": "on"])
        state.render.services[0].secretFiles = [.init("FEATURE", "on")]
        try await withSandbox(state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_DISABLE_SECRET_DELETION"] = "true"
            renderSync.environment["RENDER_SYNC_TYPE"] = type
            for status in ["drifted", "drifted"] {
                let (code, report) = try await Self.deliver(renderSync)
                #expect(code == 200)
                #expect(report.status == status)
                #expect(report.syncs?.first?.kept == ["FEATURE"])
                #expect(report.message.contains("not in sync: FEATURE"))
            }
            let plan = try await renderSync.run(["plan", "--all"])
            #expect(plan.exitCode == 2)
            #expect(plan.output.contains("FEATURE"))
            #expect(!plan.output.contains("absent at Render"))
        }
    }

    // MARK: Filters

    @Test func whatAFilterLeavesOutIsNotTouched() async throws {
        let state = SandboxState.shop(
            secrets: ["A": "1", "PORT": "80", "DEV_X": "1"], service: ["PORT": "10000", "DEV_Y": "2", "OLD": "3"])
        try await withSandbox(state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_INCLUDE_KEYS"] = "A,OLD,PORT"
            renderSync.environment["RENDER_SYNC_EXCLUDE_KEYS"] = "PORT"
            let plan = try await renderSync.run(["plan", "--all"])
            #expect(plan.output.contains("INCLUDE_KEYS leaves out 2 keys, EXCLUDE_KEYS leaves out 1 key"))
            let (delivered, _) = try await Self.deliver(renderSync)
            #expect(delivered == 200)
            func variables() async -> [String: String]? {
                await sandbox.state().render[service: "srv-1"]?.envVars.values
            }
            #expect(await variables() == ["A": "1", "PORT": "10000", "DEV_Y": "2"])
            try await renderSync.expect(0, of: ["remove", "default", "--yes"])
            #expect(await variables() == ["PORT": "10000", "DEV_Y": "2"])
            try await renderSync.expect(0, of: ["import", "default", "--prioritize", "destination", "--yes"])
            #expect(await sandbox.state().infisical.secrets("p1", "prod").count == 3)
        }
    }
}
