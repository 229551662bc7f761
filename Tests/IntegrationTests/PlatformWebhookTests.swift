// SPDX-License-Identifier: MIT

import Basics
import Foundation
import Sandbox
import Testing
import TestSupport

/// `deploy/webhook`, in the real webhook program.
@Suite(.timeLimit(.minutes(10))) struct PlatformWebhookTests {
    @Test func pushesADelivery() async throws {
        try await withServer { rig, url, _ in
            let answer = try await rig.deliver(to: url)
            #expect(answer.status == 200)
            #expect(answer.object["status"] as? String == "synced", "\(answer.body)")
            #expect(await rig.variables().count == 12)
        }
    }

    @Test func tellsTheReasonOfARefusalToItsLogAlone() async throws {
        try await withServer { rig, url, server in
            let forged = "t=1700000000000;" + String(repeating: "0", count: 64)
            let answer = try await rig.deliver(to: url, signature: forged)
            #expect(answer.status == 500)
            #expect(!answer.body.contains("key"))
            let reason = "no configured key made this signature"
            #expect(await server.errors.line { $0.contains(reason) } != nil)
            #expect(await rig.sandbox.requests().isEmpty)
        }
    }

    @Test func refusesADeliveryWithoutASignature() async throws {
        try await withServer { rig, url, _ in
            let answer = try await Curl.send("POST", url, json: #"{"event":"secrets.modified","timestamp":1}"#)
            #expect(answer.status == 500)
            #expect(await rig.sandbox.requests().isEmpty)
        }
    }

    @Test func finishesThePushOfAClientThatGaveUp() async throws {
        try await withServer(latency: .milliseconds(800)) { rig, url, server in
            let answer = try await rig.deliver(to: url, ["--max-time", "2"])
            #expect(answer.exitCode == Curl.Exit.timeout)
            let line = await server.errors.line { $0.contains("command output: ") }
            #expect(line?.contains("synced") == true, "the push did not come to its end")
            #expect(await rig.variables().count == 12)
        }
    }

    private func withServer(
        latency: Duration = .zero, _ body: (PlatformRig, String, RunningProgram) async throws -> Void
    ) async throws {
        try await PlatformRig.with(latency: latency) { rig in
            let hooks = try rig.install(
                "webhook/webhook.conf", replacing: ["/usr/local/bin/render-sync": ProgramUnderTest.path])
            try await rig.serve(
                "webhook", readyWhen: { $0.contains("os signal watcher ready") },
                arguments: { ["-verbose", "-hooks", hooks, "-ip", "127.0.0.1", "-port", "\($0)"] }
            ) { try await body(rig, $0 + "/hooks/render-sync", $1) }
        }
    }
}
