// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// `init`, `import` and `remove` show what they would do, and do it when somebody agrees.
@Suite struct ConfirmationTests {
    private static let state = SandboxState.shop(
        secrets: ["BOTH": "infisical", "OURS": "1"], service: ["BOTH": "render", "THEIRS": "2"])

    private static func renderSync(_ sandbox: SandboxServer) -> ProgramUnderTest {
        ProgramUnderTest(
            sandbox,
            serviceSync.merging(["RENDER_SYNC_INITIAL_SYNC_BEHAVIOR": "import-prioritize-destination"]) { $1 })
    }

    private static let commands = [
        ["init", "default"], ["import", "default", "--prioritize", "destination"], ["remove", "default"],
    ]

    private static func writes(_ sandbox: SandboxServer) async -> [String] {
        await sandbox.requests().filter { $0.method != "GET" && !$0.pathOnly.hasSuffix("/login") }.map(\.pathOnly)
    }

    /// `remove` needs a first push that has been made.
    private static func prepare(_ renderSync: inout ProgramUnderTest, for command: [String]) {
        if command[0] == "remove" { renderSync.environment["RENDER_SYNC_INITIAL_SYNC_DONE"] = "true" }
    }

    @Test(arguments: commands)
    func withoutATerminalNothingIsDoneButShown(command: [String]) async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = Self.renderSync(sandbox)
            Self.prepare(&renderSync, for: command)
            let finished = try await renderSync.run(command)
            #expect(finished.exitCode == 64)
            #expect(finished.output.contains("BOTH"))
            #expect(finished.errors.contains("--yes"))
            let json = try await renderSync.run(command + ["--output", "json"])
            #expect(json.exitCode == 64)
            #expect(try ReportJSON(json.output).status == "drifted")
            #expect(await Self.writes(sandbox) == [])
        }
    }

    @Test(arguments: commands)
    func aDryRunShowsAndDoesNothing(command: [String]) async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = Self.renderSync(sandbox)
            Self.prepare(&renderSync, for: command)
            let finished = try await renderSync.run(command + ["--dry-run"])
            #expect(finished.exitCode == 0)
            #expect(finished.output.contains("BOTH"))
            try await renderSync.expect(64, of: command + ["--dry-run", "--yes"])
            #expect(await Self.writes(sandbox) == [])
        }
    }

    @Test(arguments: commands, [("y\n", Int32(0)), ("n\n", 64), ("\n", 64)])
    func onATerminalItAsks(command: [String], answer: (text: String, exitCode: Int32)) async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = Self.renderSync(sandbox)
            Self.prepare(&renderSync, for: command)
            let line = ([ProgramUnderTest.path] + command).joined(separator: " ")
            let finished = try await Program.run(
                "script", ["-qec", line, "/dev/null"], environment: renderSync.environment,
                input: Array(answer.text.utf8))
            #expect(finished.exitCode == answer.exitCode, "\(finished.output)")
            #expect(finished.output.contains("do it? [y/N]"))
            #expect(await Self.writes(sandbox).isEmpty == (answer.exitCode != 0))
        }
    }

    @Test func initShowsBothSides() async throws {
        let state = SandboxState.shop(
            secrets: ["BOTH": "infisical", "OURS": "1", "EMPTY": ""],
            service: ["BOTH": "render", "THEIRS": "2", "EMPTY": "3"])
        try await withSandbox(state) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            // Render is overwritten.
            let overwriting = try await renderSync.run(["init", "default", "--dry-run"])
            for row in ["+ OURS", "~ BOTH", "- THEIRS", "- EMPTY"] { #expect(overwriting.output.contains(row)) }
            // Infisical is.
            let importing = try await Self.renderSync(sandbox).run(["init", "default", "--dry-run", "--output", "json"])
            let report = try #require(try ReportJSON(importing.output).syncs?.first)
            #expect(report.imported == ["THEIRS", "BOTH", "EMPTY"])
            #expect(report.overwritten == ["BOTH", "EMPTY"])
            #expect(report.created == ["OURS"])
            #expect(report.updated + report.deleted == [])
        }
    }

    @Test func initSaysThatItCannotKnowWhetherItHasRun() async throws {
        try await withSandbox(Self.state) { sandbox in
            let finished = try await Self.renderSync(sandbox).run(["init", "default", "--dry-run"])
            #expect(finished.errors.contains("init cannot know whether it has run before"))
        }
    }

    /// The default limit is for what nobody looks at.
    @Test func initAndRemoveDeleteManyKeysThatTheyHaveShown() async throws {
        let many = Dictionary(uniqueKeysWithValues: (0..<12).map { ("K\($0)", "1") })
        try await withSandbox(.shop(secrets: ["A": "1"], service: many)) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            try await renderSync.expect(0, of: ["init", "default", "--yes"])
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.map(\.key) == ["A"])
        }
        try await withSandbox(.shop(secrets: many, service: many)) { sandbox in
            try await ProgramUnderTest(sandbox, serviceSync).expect(0, of: ["remove", "default", "--yes"])
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.isEmpty == true)
        }
    }

    @Test func aStandInAtRenderIsNotImported() async throws {
        let state = SandboxState.shop(secrets: ["A": "good"], service: ["A": "<hidden-by-infisical>"])
        try await withSandbox(state) { sandbox in
            let finished = try await Self.renderSync(sandbox).run(["init", "default", "--yes"])
            #expect(finished.exitCode == 65)
            #expect(await Self.writes(sandbox) == [])
        }
    }
}
