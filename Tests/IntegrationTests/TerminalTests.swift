// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// The program as somebody at a terminal sees it.
@Suite struct TerminalTests {
    private static let drifted = SandboxState.shop(secrets: ["A": "1", "B": "2"], service: ["B": "1", "C": "3"])

    private static func run(
        _ arguments: [String], _ sandbox: SandboxServer, _ more: [String: String] = [:], columns: UInt16 = 80,
        _ body: (PseudoTerminal, RunningProgram) async throws -> Void = { _, _ in }
    ) async throws -> (exitCode: Int32, terminal: PseudoTerminal) {
        var renderSync = ProgramUnderTest(sandbox, serviceSync)
        renderSync.environment.merge(["TERM": "xterm"].merging(more) { $1 }) { $1 }
        return try await PseudoTerminal.run(
            ProgramUnderTest.path, arguments, environment: renderSync.environment, columns: columns, body)
    }

    // MARK: Colours

    @Test(
        arguments: [
            ([:], [], true), (["NO_COLOR": "1"], [], false), (["NO_COLOR": ""], [], true),
            (["TERM": "dumb"], [], false),
            ([:], ["--color", "never"], false), (["NO_COLOR": "1", "TERM": "dumb"], ["--color=always"], true),
        ] as [([String: String], [String], Bool)])
    func coloursAreUsedWhereTheyAreWanted(
        variables: [String: String], options: [String], hasColours: Bool
    ) async throws {
        try await withSandbox(Self.drifted) { sandbox in
            for command in [["plan", "--all"], ["check"]] {
                let (_, terminal) = try await Self.run(command + options, sandbox, variables)
                #expect(terminal.output.text.contains("\u{1B}[3") == hasColours, "\(command)")
            }
        }
    }

    @Test(arguments: [("auto", false), ("always", true)])
    func aPipeGetsColoursOnlyWhenTheyAreAskedFor(choice: String, hasColours: Bool) async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let plan = try await renderSync.run(["plan", "--all", "--color", choice])
            #expect(plan.output.contains("\u{1B}[3") == hasColours)
        }
    }

    // MARK: Progress

    /// A group with more changes than a period has room for, in a window that has just begun.
    private static func withWait<Result>(
        seconds: Double = 2, _ body: (SandboxServer) async throws -> Result
    ) async throws -> Result {
        let secrets = Dictionary(uniqueKeysWithValues: (0..<15).map { ("KEY_\($0)", "value") })
        return try await withSandbox(.shop(secrets: secrets)) {
            $0.rateLimits = RateLimits(renderWrites: 10, windowSeconds: seconds)
            $0.clock = SandboxClock(startingAt: Date(timeIntervalSince1970: 1_800_000_000))
        } _: {
            try await body($0)
        }
    }

    private static func waits(_ output: String) -> [String] {
        output.split(separator: "\r\u{1B}[K").map(String.init).filter { $0.hasPrefix("waiting ") }
    }

    @Test(arguments: [60, 120] as [UInt16]) func progressCountsDown(columns: UInt16) async throws {
        try await Self.withWait(seconds: 100) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, groupSync)
            renderSync.environment["TERM"] = "xterm"
            let (_, terminal) = try await PseudoTerminal.run(
                ProgramUnderTest.path, ["sync", "--all"], environment: renderSync.environment, columns: columns
            ) { terminal, _ in
                #expect(await terminal.output.waits { Set(Self.waits($0)).count > 1 })
                terminal.type(PseudoTerminal.controlC)
            }
            // The terminal's own echo of the key stands behind the last.
            let texts = Self.waits(terminal.output.text).map { $0.prefix { $0 != "^" } }
            #expect(texts.allSatisfy { $0.count < Int(columns) })
        }
    }

    /// The plan that is shown before it is a report too, and does not end the progress.
    @Test func aFirstPushShowsItsProgress() async throws {
        try await Self.withWait { sandbox in
            var renderSync = ProgramUnderTest(sandbox, groupSync)
            renderSync.environment["TERM"] = "xterm"
            let (exitCode, terminal) = try await PseudoTerminal.run(
                ProgramUnderTest.path, ["init", "--all", "--yes"], environment: renderSync.environment)
            #expect(exitCode == 0)
            #expect(terminal.output.text.contains("\r\u{1B}[Kwaiting "))
            #expect(!terminal.screen.contains("waiting"), "\(terminal.screen)")
        }
    }

    @Test func progressLeavesNothingBehind() async throws {
        try await Self.withWait { sandbox in
            var renderSync = ProgramUnderTest(sandbox, groupSync)
            renderSync.environment["TERM"] = "xterm"
            let (exitCode, terminal) = try await PseudoTerminal.run(
                ProgramUnderTest.path, ["sync", "--all"], environment: renderSync.environment)
            #expect(exitCode == 0)
            #expect(terminal.output.text.contains(" written"))
            #expect(!terminal.screen.contains("waiting"), "\(terminal.screen)")
            #expect(!terminal.screen.contains(" written"))
        }
    }

    @Test func aDumbTerminalHasNoProgressLine() async throws {
        try await Self.withWait { sandbox in
            var renderSync = ProgramUnderTest(sandbox, groupSync)
            renderSync.environment["TERM"] = "dumb"
            let (exitCode, terminal) = try await PseudoTerminal.run(
                ProgramUnderTest.path, ["sync", "--all"], environment: renderSync.environment)
            #expect(exitCode == 0)
            #expect(!terminal.output.text.contains("\u{1B}"))
        }
    }

    @Test func controlCClearsTheProgressAndRedeploysWhatWasWritten() async throws {
        try await Self.withWait(seconds: 3600) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, groupSync)
            renderSync.environment.merge(["TERM": "xterm", "RENDER_SYNC_AUTO_REDEPLOY_SERVICES": "true"]) { $1 }
            renderSync.environment["RENDER_SYNC_TIMEOUT"] = "7200"
            let (exitCode, terminal) = try await PseudoTerminal.run(
                ProgramUnderTest.path, ["sync", "--all"], environment: renderSync.environment
            ) { terminal, _ in
                await terminal.output.waits { $0.contains("waiting ") }
                terminal.type(PseudoTerminal.controlC)
            }
            #expect(exitCode == 75)
            #expect(!terminal.screen.contains("waiting"), "\(terminal.screen)")
            #expect(terminal.screen.contains("once more skips the redeploy"))
            #expect(terminal.screen.contains("default: failed: interrupted: 10 of 15 written, 5 not"))
            #expect(terminal.screen.contains("  what was written was not read back; the services were redeployed\n"))
            #expect(terminal.screen.hasSuffix("  next: render-sync sync default\n"))
            #expect(await sandbox.requests().contains { $0.pathOnly.hasSuffix("/deploys") })
        }
    }

    @Test func aSecondSignalSkipsTheRedeployAndAThirdEndsTheCallsInFlight() async throws {
        try await withSandbox(.shop(secrets: ["A": "1", "B": "2"])) { sandbox in
            // One of the two writes is never answered: the push waits for it, and what is written is not redeployed yet.
            await sandbox.setFaults([Fault(.render, method: "PUT", occurrence: 1, action: .hang)])
            let arrivals = Arrivals()
            await sandbox.setHook { request, _ in arrivals.note(request) }
            let (exitCode, terminal) = try await Self.run(
                ["sync", "--all"], sandbox,
                ["RENDER_SYNC_AUTO_REDEPLOY_SERVICES": "true", "RENDER_SYNC_BULK_WRITES": "never"]
            ) { terminal, _ in
                for _ in 1...2 { await arrivals.first { $0.method == "PUT" } }
                for answer in ["once more skips the redeploy", "once more ends the calls", "ending the calls"] {
                    terminal.type(PseudoTerminal.controlC)
                    await terminal.output.waits { $0.contains(answer) }
                }
            }
            #expect(exitCode == 75)
            #expect(terminal.screen.hasSuffix("  next: render-sync sync --redeploy default\n"), "\(terminal.screen)")
            #expect(await sandbox.requests().allSatisfy { $0.method != "POST" || $0.service != .render })
        }
    }

    // MARK: Ctrl-C

    /// While the API says nothing.
    @Test(
        arguments: [
            (["plan", "--all"], 75), (["check"], 75), (["list", "projects"], 75), (["from-infisical", "p1"], 75),
            (["sync", "--all"], 75), (["init", "default"], 130),
            (["import", "default", "--prioritize", "source"], 130),
            (["remove", "default"], 130),
        ] as [([String], Int32)])
    func controlCEndsACommand(arguments: [String], exitCode: Int32) async throws {
        try await withSandbox(Self.drifted) { sandbox in
            await sandbox.setFaults([Fault(.infisical, count: 1000, action: .hang)])
            let arrivals = Arrivals()
            await sandbox.setHook { request, _ in arrivals.note(request) }
            let ended = try await Self.run(arguments, sandbox) { terminal, _ in
                await arrivals.first { $0.service == .infisical }
                terminal.type(PseudoTerminal.controlC)
                // A push waits for what is in flight: the third ends it.
                for answer in arguments[0] == "sync" ? ["once more skips", "once more ends"] : [] {
                    await terminal.output.waits { $0.contains(answer) }
                    terminal.type(PseudoTerminal.controlC)
                }
            }
            #expect(ended.exitCode == exitCode, "\(ended.terminal.screen)")
            if exitCode == 75, arguments[0] != "sync" {
                #expect(ended.terminal.screen.contains("render-sync: error: interrupted; nothing was written\n"))
            }
        }
    }

    @Test func nothingIsDoneWhenTheQuestionIsInterrupted() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let (exitCode, _) = try await Self.run(["remove", "default"], sandbox) { terminal, _ in
                await terminal.output.waits { $0.contains("do it? [y/N] ") }
                terminal.type(PseudoTerminal.controlC)
            }
            #expect(exitCode == 130)
            #expect(await sandbox.requests().allSatisfy { $0.service != .render || $0.method == "GET" })
        }
    }

    // MARK: Reports

    @Test(arguments: [60, 120] as [UInt16]) func aReportKeepsToTheColumns(columns: UInt16) async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let (_, terminal) = try await Self.run(
                ["plan", "--all"], sandbox, ["RENDER_API_KEY": "rnd_wrong"], columns: columns)
            let lines = terminal.screen.split(separator: "\n")
            #expect(lines.count > 2)
            #expect(lines.allSatisfy { $0.count <= Int(columns) }, "\(terminal.screen)")
            #expect(!terminal.screen.contains("unchanged"))
        }
    }

    @Test func whatIsSaidBesideAReportKeepsToTheColumns() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let commands = [
                ["init", "default", "--dry-run"], ["plan", "--al"], ["import", "nosuch"], ["setup", "--service", "no"],
            ]
            for command in commands {
                let (_, terminal) = try await Self.run(command, sandbox, columns: 60)
                let lines = terminal.screen.split(separator: "\n")
                #expect(lines.allSatisfy { $0.count <= 60 }, "\(terminal.screen)")
            }
        }
    }

    @Test func aPlanEndsWithTheCommandThatDoesIt() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let (exitCode, terminal) = try await Self.run(["plan", "--all"], sandbox)
            #expect(exitCode == 2)
            #expect(terminal.screen.hasPrefix("default: drifted: 3 changes to the variables of service srv-1\n"))
            #expect(terminal.screen.hasSuffix("  next: render-sync sync default\n"))
        }
    }

    // MARK: Log

    @Test func theTextLogSpeaksInSentences() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_LOG_FORMAT"] = "text"
            let delivery = try await renderSync.delivery()
            let handled = try await renderSync.run(["handle"], input: delivery)
            let line =
                #/render-sync: info: default synced: 1 created, 1 updated, 1 deleted \(3 \+ \d+ calls, \d+ ms\); ann@example.com \(user\) changed prod /: created A; updated B; deleted C\n/#
            #expect(handled.errors.wholeMatch(of: line) != nil, "\(handled.errors)")
            let refused = try await renderSync.run(["handle"], input: "{}")
            #expect(refused.errors.hasPrefix("render-sync: warning: refused: no x-infisical-signature header: "))
            let ignored = try await renderSync.run(
                ["handle"], input: try await renderSync.delivery(ProgramUnderTest.secretsModified(environment: "dev")))
            #expect(ignored.errors.hasPrefix("render-sync: info: ignored: no sync reads dev / "), "\(ignored.errors)")
            #expect(!(handled.errors + refused.errors + ignored.errors).contains("["))
        }
    }

    @Test(arguments: [("auto", true), ("never", false)]) func theLogHasColoursToo(choice: String, hasColours: Bool)
        async throws
    {
        try await withSandbox(Self.drifted) { sandbox in
            let variables = ["PORT": "0", "HOST": "127.0.0.1", "INFISICAL_WEBHOOK_SECRET": "a short key"]
            let (_, terminal) = try await Self.run(["serve", "--color", choice], sandbox, variables) { terminal, _ in
                await terminal.output.waits { $0.contains("listening on") }
                terminal.type(PseudoTerminal.controlC)
            }
            #expect(terminal.screen.contains("render-sync: warning: INFISICAL_WEBHOOK_SECRET is shorter than"))
            #expect(terminal.output.text.contains("\u{1B}[33mwarning\u{1B}[0m") == hasColours)
        }
    }

    @Test func theServerSaysThatItStops() async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let (exitCode, terminal) = try await Self.run(["serve"], sandbox, ["PORT": "0", "HOST": "127.0.0.1"]) {
                terminal, _ in
                await terminal.output.waits { $0.contains("listening on") }
                terminal.type(PseudoTerminal.controlC)
            }
            #expect(exitCode == 0)
            #expect(terminal.screen.contains("render-sync: notice: stopping\n"), "\(terminal.screen)")
        }
    }

    // MARK: Input

    @Test(arguments: ["handle", "sign"]) func aCommandThatReadsSaysSo(command: String) async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let (exitCode, terminal) = try await Self.run([command], sandbox) { terminal, _ in
                await terminal.output.waits { $0.contains("from the terminal; Ctrl-D ends it") }
                terminal.type(PseudoTerminal.controlD)
            }
            #expect(exitCode == 65)
            #expect(terminal.screen.contains("reading a "))
        }
    }

    @Test(arguments: ["handle", "sign"]) func controlCEndsTheReading(command: String) async throws {
        try await withSandbox(Self.drifted) { sandbox in
            let (exitCode, _) = try await Self.run([command], sandbox) { terminal, _ in
                await terminal.output.waits { $0.contains("Ctrl-D") }
                terminal.type(PseudoTerminal.controlC)
            }
            #expect(exitCode == (command == "handle" ? 75 : 130))
        }
    }
}
