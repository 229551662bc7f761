// SPDX-License-Identifier: MIT

import Foundation
import Testing
import TestSupport

/// `handle` reads its usual arguments itself, and leaves all others to ArgumentParser.
struct HandleArgumentsTests {
    private static let signature = "t=1;" + String(repeating: "0", count: 64)

    @Test(
        "mean the same in every form",
        arguments: [
            ["--signature", signature], ["--signature=\(signature)"], ["--output", "json", "--signature", signature],
            ["--signature", signature, "--output", "json"],
        ])
    func forms(arguments: [String]) async throws {
        let finished = try await Self.run(arguments)
        #expect(finished.exitCode == 77)
        #expect(finished.output == #"{"message":"the signature is not valid","status":"refused"}"# + "\n")
        // The header was read: what does not fit is the code in it.
        #expect(finished.errors.contains("no configured key made this signature"))
    }

    @Test func withoutArgumentsThereIsNoSignature() async throws {
        let finished = try await Self.run([])
        #expect(finished.exitCode == 77)
        #expect(!finished.errors.contains("no configured key made this signature"))
    }

    @Test(
        "that are none of its own are a usage error",
        arguments: [["--signature"], ["--signature", "--output"], ["--sign=x"], ["x"], ["--signature", "x", "y"]])
    func unknown(arguments: [String]) async throws {
        #expect(try await Self.run(arguments).exitCode == 64)
    }

    @Test func theHelpIsPrinted() async throws {
        let finished = try await Self.run(["--help"])
        #expect(finished.exitCode == 0)
        #expect(finished.output.contains("--signature <signature>"))
    }

    /// Where Swift itself looks for them; a container may lack it. The sanitizers cannot do without.
    @Test(.enabled(if: !Sanitizer.isOn), .enabled { await withoutProc("true") != nil })
    func argumentsAreFoundWithoutProc() async {
        let output = await Self.withoutProc(ProgramUnderTest.path, "--version")
        let number = output?.prefix { !$0.isWhitespace }.split(separator: ".") ?? []
        #expect(number.count == 3 && number.allSatisfy { Int($0) != nil }, "\(output ?? "")")
    }

    /// What a program prints that sees an empty /proc; nil where this machine lets nobody hide it.
    private static func withoutProc(_ command: String...) async -> String? {
        let script = "mount -t tmpfs none /proc && exec \"$@\""
        let finished = try? await Program.run(
            "/usr/bin/unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"] + command)
        return finished?.exitCode == 0 ? finished?.output : nil
    }

    private static func run(_ arguments: [String]) async throws -> Program.Finished {
        try await Program.run(
            ProgramUnderTest.path, ["handle"] + arguments, environment: ["INFISICAL_WEBHOOK_SECRET": "key"],
            input: Array(#"{"event":"test","timestamp":1}"#.utf8))
    }
}
