// SPDX-License-Identifier: MIT

import Foundation
import TestSupport
import Testing

/// What the program says about its own command line.
@Suite struct CommandLineTests {
    private static let syncs = ProgramUnderTest.demoEnvironment(
        nil,
        [
            "RENDER_SYNCS": "api,worker", "RENDER_SYNC_API_SERVICE_ID": "srv-1",
            "RENDER_SYNC_WORKER_SERVICE_ID": "srv-2",
            "RENDER_SYNC_TIMEOUT": "1", "PATH": "/usr/bin:/bin",
        ]
    ).filter { !["RENDER_SYNC_NAME", "RENDER_SYNC_SERVICE_ID"].contains($0.key) }

    private static func run(
        _ arguments: [String], _ environment: [String: String] = syncs, input: [UInt8] = []
    ) async throws -> Program.Finished {
        try await ProgramUnderTest.run(arguments, environment, input: input)
    }

    // MARK: Usage

    @Test(
        arguments: [
            (["snyc"], "no command is called snyc: did you mean sync?"),
            (["help", "nosuch"], "no command is called nosuch"),
            (["sync"], "name at least one sync, or pass --all"),
            (["sync", "--all", "api"], "pass names or --all, not both: api"),
            (["plan", "--all", "--json"], "unknown option '--json'"),
            (["sync", "--all", "--env-fil", "x"], "did you mean --env-file?"),
            (["sync", "--al"], "unknown option '--al': did you mean --all?"),
            (["import", "api", "--bogus"], "unknown option '--bogus'"),
            (["init", "api", "--yes", "--dry-run", "-x"], "unknown option '-x'"),
            (["sync", "API"], "no sync is named API: did you mean api?"),
            (["plan", "nosuch"], "no sync is named nosuch; known: api, worker"),
            (
                ["sync", "--all", "-o", "yaml"],
                "'yaml' is invalid for '-o <format>': expected one of 'text' and 'json'\n"
            ),
            (["version", "-o"], "unknown option '-o'\n"),
            (["sign", "--sample", "wroker"], "did you mean worker?"), (["--nosuch"], "unknown option '--nosuch'"),
        ] as [([String], String)])
    func anErrorSaysWhatIsWrong(arguments: [String], message: String) async throws {
        let finished = try await Self.run(arguments)
        #expect(finished.exitCode == 64)
        #expect(finished.output == "")
        #expect(finished.errors.hasPrefix("render-sync: error: "))
        #expect(finished.errors.contains(message), "\(finished.errors)")
        let command = ["snyc", "help", "--nosuch"].contains(arguments[0]) ? "" : " \(arguments[0])"
        #expect(finished.errors.contains("Usage: render-sync\(command)"))
    }

    @Test(arguments: [
        ["sync", "nosuch", "--output", "json"], ["plan", "-o", "json"], ["sync", "--all", "--bogus", "-ojson"],
        ["import", "api", "--output=json"], ["snyc", "-o", "json"],
    ])
    func anErrorIsJSONWhereThatIsAskedFor(arguments: [String]) async throws {
        let finished = try await Self.run(arguments)
        #expect(finished.exitCode == 64)
        #expect(try ReportJSON(finished.output).status == "failed")
        #expect(try !ReportJSON(finished.output).message.isEmpty)
        #expect(finished.errors.contains("Usage: "))
    }

    @Test func aWrongConfigurationIsJSONToo() async throws {
        for command in [["plan", "--all"], ["from-infisical", "p1"], ["healthcheck"]] {
            let finished = try await Self.run(command + ["-o", "json", "--env-file", "/nonexistent"])
            #expect(finished.exitCode == 78)
            #expect(try ReportJSON(finished.output).message == "/nonexistent: no such file")
        }
    }

    // MARK: Help

    @Test func theVersionComesFirst() async throws {
        for arguments in [["--version"], ["version"], ["sync", "--version"]] {
            let finished = try await Self.run(arguments)
            #expect(finished.exitCode == 0)
            #expect(finished.output.wholeMatch(of: #/\d+\.\d+\.\d+ \(.*libcurl.*\)\n/#) != nil, "\(finished.output)")
        }
    }

    /// A release is refused where they differ.
    @Test func theVersionIsTheChangelogsNewest() async throws {
        let changelog = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../CHANGELOG.md")
        let text = try String(contentsOf: changelog.standardized, encoding: .utf8)
        let newest = try #require(text.firstMatch(of: #/\n## (\d[^ \n]*)/#)).1
        #expect(try await Self.run(["--version"]).output.hasPrefix("\(newest) "))
    }

    @Test func everyCommandHasHelp() async throws {
        let overview = try await Self.run(["help"]).output
        let names = overview.matches(of: #/\n  ([a-z]+(-[a-z]+)?)  /#).map { String($0.1) }
        #expect(names.count > 12)
        for name in names {
            let help = try await Self.run([name, "--help"])
            #expect(help.exitCode == 0)
            #expect(help.output.contains("USAGE: render-sync \(name)"))
            #expect(help.output.contains("--env-file"), "\(name)")
            #expect(help.output.contains("EXAMPLES:\n  "), "\(name)")
            #expect(help.output.contains("EXIT CODES:\n  0 "), "\(name)")
            #expect(try await Self.run(["help", name]).output == help.output)
        }
    }

    // MARK: Output

    @Test(arguments: [
        ["plan", "api"], ["check"], ["--help"], ["help", "sync"], ["--version"], ["version"], ["completion", "bash"],
        ["sign", "--sample", "api"], ["sync", "nosuch", "-o", "json"], ["handle"],
    ])
    func whatCannotBeWrittenIsAnError(arguments: [String]) async throws {
        for stream in [">/dev/full", ">&-", "| :"] {
            let isPipe = stream == "| :"
            if arguments == ["handle"], isPipe { continue }
            // A pipe's reader is gone for sure when it takes nothing more.
            let run = #""$0" "$@" \#(isPipe ? "" : stream); echo "exit $?" >&2"#
            let script = isPipe ? "{ trap '' PIPE; while echo 2>/dev/null; do :; done; \(run); } | :" : run
            let finished = try await Program.run(
                "/bin/sh", ["-c", script, ProgramUnderTest.path] + arguments, environment: Self.syncs,
                input: SignedDelivery(event: "test").request())
            #expect(finished.errors.contains("exit 74"), "\(stream) \(finished.errors)")
            #expect(finished.errors.contains("render-sync: error: standard output cannot be written: "))
        }
    }

    // MARK: Files of variables

    @Test func variablesOfAFileAreReadAndTheEnvironmentWins() async throws {
        let file = try TemporaryFile("RENDER_SYNCS=a,b\nexport RENDER_API_KEY='from the file'\n")
        var environment = Self.syncs
        environment["RENDER_SYNCS"] = nil
        environment["RENDER_SYNC_API_SERVICE_ID"] = nil
        environment["RENDER_SYNC_WORKER_SERVICE_ID"] = nil
        let finished = try await Self.run(["sync", "nosuch", "--env-file", file.path], environment)
        #expect(finished.errors.contains("RENDER_SYNC_A_SERVICE_ID: missing"))
        environment.merge(["RENDER_SYNCS": "c"]) { $1 }
        let second = try await Self.run(["sync", "nosuch", "--env-file=\(file.path)"], environment)
        #expect(second.errors.contains("RENDER_SYNC_C_SERVICE_ID: missing"))
    }

    @Test(arguments: [
        ["plan", "api"], ["check"], ["serve"], ["from-infisical", "p"], ["sign"], ["healthcheck"], ["lambda"],
    ])
    func aFileThatIsWrongIsNamedWithTheLine(command: [String]) async throws {
        let file = try TemporaryFile("RENDER_API_KEY=x\nsecret-canary-in-a-file\n")
        let finished = try await Self.run(
            command + ["--env-file", file.path], Self.syncs.merging(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"]) { $1 })
        #expect(finished.exitCode == 78, "\(finished.errors)")
        #expect((finished.output + finished.errors).contains("\(file.path):2: expected NAME=value"))
        #expect(!(finished.output + finished.errors).contains("canary"))
    }

    @Test(arguments: [
        ["--env-file", "FILE", "--color", "never", "list", "--output", "json"],
        ["--color=never", "--env-file", "FILE", "--output=json", "list"], ["-o=json", "--env-file=FILE", "list"],
        ["-o", "json", "--color", "never", "--env-file=FILE", "list"],
    ])
    func optionsOfEveryCommandMayStandBeforeItsName(arguments: [String]) async throws {
        let file = try TemporaryFile("RENDER_SYNCS=x,y\n")
        let environment = Self.syncs.filter { $0.key != "RENDER_SYNCS" }
        let finished = try await Self.run(arguments.map { $0.replacing("FILE", with: file.path) }, environment)
        #expect(finished.exitCode == 78)
        #expect(finished.output.contains("RENDER_SYNC_Y_SERVICE_ID: missing"), "\(finished.output)")
    }

    @Test func aPipeOfVariablesIsRead() async throws {
        let finished = try await Self.run(
            ["sign", "--sample", "api", "--env-file", "/dev/stdin"],
            Self.syncs.filter { $0.key != "INFISICAL_WEBHOOK_SECRET" },
            input: Array("INFISICAL_WEBHOOK_SECRET=k\n".utf8))
        #expect(finished.exitCode == 0)
    }

    @Test func handleTakesAFileOfItsKey() async throws {
        let file = try TemporaryFile("INFISICAL_WEBHOOK_SECRET=\(ProgramUnderTest.signingKey)\n")
        let finished = try await Self.run(
            ["handle", "--env-file", file.path], Self.syncs.filter { $0.key != "INFISICAL_WEBHOOK_SECRET" },
            input: SignedDelivery(event: "test").request())
        #expect(finished.exitCode == 0, "\(finished.errors)")
    }

    // MARK: sign

    @Test func aSampleTriggersTheSyncThatItIsFor() async throws {
        var environment = Self.syncs
        environment["RENDER_SYNC_WORKER_WEBHOOK_SECRET"] = "a key of the worker's own"
        for name in ["api", "worker"] {
            let signed = try await Self.run(["sign", "--sample", name], environment)
            #expect(signed.exitCode == 0)
            let handled = try await Self.run(["handle"], environment, input: Array(signed.output.utf8))
            // Nobody answers, so that the push fails: what is seen is which one was tried.
            #expect(handled.output.contains(#""sync":"\#(name)""#), "\(handled.output)")
            #expect(!handled.output.contains(#""sync":"\#(name == "api" ? "worker" : "api")""#))
        }
    }

    // MARK: Completion

    @Test(arguments: ["bash", "zsh", "fish"]) func aScriptAsksTheProgramForTheSyncs(shell: String) async throws {
        let script = try await Self.run(["completion", shell])
        #expect(script.exitCode == 0)
        for command in ["sync", "plan", "init", "check", "import", "remove"] {
            #expect(script.output.contains("---completion \(command) -- positional@0"), "\(command)")
        }
        let words = ["---completion", "sync", "--", "positional@0", "2", "0", "render-sync", "sync", ""]
        let answer = try await Self.run(words)
        #expect(answer.output == "api\nworker\n")
    }

    @Test(arguments: [
        ([:], ""), (["RENDER_SYNCS": "a,b", "RENDER_SYNC_FOO": "1"], "a\nb\n"),
        (["RENDER_SYNC_NAME": "shop"], "shop\n"),
        (["RENDER_SYNC_PROJECT_ID": "p"], "default\n"),
    ])
    func namesAreCompletedHoweverWrongTheRestIs(variables: [String: String], names: String) async throws {
        let words = ["---completion", "sync", "--", "positional@0", "2", "0", "render-sync", "sync", ""]
        let answer = try await Self.run(words, variables)
        #expect(answer.exitCode == 0)
        #expect(answer.errors == "")
        #expect(answer.output.trimmingCharacters(in: .newlines) == names.trimmingCharacters(in: .newlines))
    }

    // MARK: Manual page

    @Test func theManualPageIsTheProgramsOwn() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path
        let checked = try await Program.run("python3", ["\(root)/scripts/man", "--check", ProgramUnderTest.path])
        #expect(checked.exitCode == 0, "\(checked.errors)")
    }
}

/// A file for the time of a test.
private final class TemporaryFile: Sendable {
    let path: String

    init(_ text: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "render-sync-\(UUID()).env").path
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
