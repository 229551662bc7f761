// SPDX-License-Identifier: MIT

import Basics
import Foundation
import Glibc
import Sandbox
import Testing
import TestSupport

/// What others on the machine can see of a push: while it runs, and when it crashes.
struct ExposureTests {
    private static let secrets = ["A": "value-canary-in-memory-1", "B": "value-canary-in-memory-2"]

    /// Holds a push up while it has every secret in memory, at its first write.
    private static func withHeldPush(
        _ more: [String: String] = [:], under shell: [String] = [], _ body: (RunningProgram) async throws -> Void
    ) async throws {
        try await withSandbox(.shop(secrets: secrets)) { sandbox in
            let firstWrite = Latch()
            await sandbox.setHook { request, _ in if request.method == "PUT" { firstWrite.open() } }
            await sandbox.setFaults([Fault(.render, method: "PUT", action: .hang)])
            let renderSync = ProgramUnderTest(sandbox, serviceSync.merging(more) { $1 })
            let command = shell + [ProgramUnderTest.path, "sync", "--all"]
            let program = try RunningProgram(
                command[0], Array(command.dropFirst()),
                environment: renderSync.environment.merging(["PATH": "/usr/bin:/bin"]) { $1 })
            try await program.killedAfter {
                await firstWrite.wait()
                try await body(program)
            }
        }
    }

    @Test func noSecretIsInItsArgumentsAndItStartsNoChild() async throws {
        try await Self.withHeldPush { program in
            let process = "/proc/\(program.processID)"
            let arguments = try String(contentsOfFile: "\(process)/cmdline", encoding: .utf8)
            #expect(arguments.split(separator: "\0").dropFirst() == ["sync", "--all"])
            for thread in try FileManager.default.contentsOfDirectory(atPath: "\(process)/task") {
                #expect(try String(contentsOfFile: "\(process)/task/\(thread)/children", encoding: .utf8).isEmpty)
            }
        }
    }

    /// `wait` searches both outputs for the secrets, as it does in every test.
    @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGQUIT])
    func noSecretIsInTheMessageOfACrash(signal: Int32) async throws {
        // Asks for all that Swift's own account of a crash can tell.
        try await Self.withHeldPush(["SWIFT_BACKTRACE": "enable=yes,registers=all"]) { program in
            let before = program.errors.text
            #expect(await program.stop(signal) == 128 + signal)
            // Where the runtime finds nothing to tell of crashes with, it says so at the start.
            #expect(program.errors.text == before)
            #expect(before.isEmpty || before.contains("unable to locate swift-backtrace"))
        }
    }

    @Test func thereIsNoCoreDumpWhateverTheLimitAllows() async throws {
        let shell = ["bash", "-c", #"ulimit -c unlimited; "$@"; exit $?"#, "shell"]
        try await Self.withHeldPush(under: shell) { program in
            let children = "/proc/\(program.processID)/task/\(program.processID)/children"
            let child = try String(contentsOfFile: children, encoding: .utf8).split(separator: " ").first
            kill(try #require(child.flatMap { Int32($0) }), SIGSEGV)
            #expect(await program.wait() == 128 + SIGSEGV)
            #expect(program.errors.text.contains("Segmentation fault"))
            #expect(!program.errors.text.contains("core dumped"))
        }
    }
}
