// SPDX-License-Identifier: MIT

import Basics
import Foundation
import Sandbox
import Testing
import TestSupport

/// A process a connection, as `deploy/systemd` does it, started by systemd's own program for trying that out.
@Suite(.timeLimit(.minutes(10))) struct PlatformInetdTests {
    @Test func pushesADelivery() async throws {
        try await withServer { rig, url, _ in
            let answer = try await rig.deliver(to: url)
            #expect(answer.status == 200)
            #expect(answer.object["status"] as? String == "synced")
            #expect(await rig.variables().count == 12)
        }
    }

    @Test func givesEveryDeliveryItsOwnProcess() async throws {
        try await withServer { rig, url, server in
            async let first = rig.deliver(to: url)
            async let second = rig.deliver(to: url)
            async let third = rig.deliver(to: url)
            let statuses = try await [first.status, second.status, third.status]
            #expect(statuses == [200, 200, 200])
            #expect(await rig.variables().count == 12)
            #expect(server.errors.text.components(separatedBy: "Spawned ").count == 4)
        }
    }

    @Test func refusesAForgedSignature() async throws {
        try await withServer { rig, url, _ in
            let forged = "t=1700000000000;" + String(repeating: "0", count: 64)
            let answer = try await rig.deliver(to: url, signature: forged)
            #expect(answer.status == 401)
            #expect(await rig.sandbox.requests().isEmpty)
        }
    }

    @Test func answersAHealthCheck() async throws {
        try await withServer { _, url, _ in
            let health = try await Curl.send("GET", url + "/healthz")
            #expect(health.status == 200)
        }
    }

    @Test func finishesThePushOfAClientThatGaveUp() async throws {
        try await withServer(latency: .milliseconds(800)) { rig, url, server in
            let answer = try await rig.deliver(to: url, ["--max-time", "2"])
            #expect(answer.exitCode == Curl.Exit.timeout)
            let line = await server.errors.line { $0.contains(#""result":"#) || $0.contains(" died with ") }
            #expect(line?.contains("synced") == true, "the push did not come to its end")
            #expect(await rig.variables().count == 12)
        }
    }

    /// systemd's program closes every descriptor that it inherits. One of them is how Foundation sees that a process
    /// has ended, so a shell keeps it open.
    private static let wrapper =
        #"systemd-socket-activate "$@" & server=$!; trap 'kill $server' TERM; wait; wait"#

    private func withServer(
        latency: Duration = .zero, _ body: (PlatformRig, String, RunningProgram) async throws -> Void
    ) async throws {
        try await PlatformRig.with(latency: latency) { rig in
            let unit = try String(
                contentsOf: PlatformRig.repository.appending(path: "deploy/systemd/render-sync@.service"),
                encoding: .utf8)
            let start = "ExecStart=/usr/local/bin/render-sync "
            let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix(start) })
            let passed = rig.environment.keys.flatMap { ["-E", $0] }
            let command = line.dropFirst(start.count).split(separator: " ").map(String.init)
            try await rig.serve(
                "sh", readyWhen: { $0.hasPrefix("Listening on") },
                arguments: { port in
                    ["-c", Self.wrapper, "sh", "-l", "127.0.0.1:\(port)", "--inetd", "-a"] + passed
                        + [ProgramUnderTest.path] + command
                }
            ) { try await body(rig, $0, $1) }
        }
    }
}
