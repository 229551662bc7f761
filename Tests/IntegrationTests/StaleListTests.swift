// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Lists from a replica that lags or from a cache, through the program's own doors.
@Suite struct StaleListTests {
    /// The answer of the list in one state of the folder: `A` is in this version, beside a secret that stays.
    private static func list(version: Int) -> String {
        func secret(_ name: String, _ value: String, _ version: Int, updated: String) -> String {
            #"{"id":"\#(name)","secretKey":"\#(name)","secretValue":"\#(value)","version":\#(version),"type":"shared","#
                + #""createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"\#(updated)"}"#
        }
        let updated = "2026-01-0\(version)T00:00:00.000Z"
        return #"{"secrets":[\#(secret("A", "value \(version)", version, updated: updated)),"#
            + #"\#(secret("B", "1", 4, updated: "2026-01-01T00:00:00.000Z"))],"imports":[]}"#
    }

    /// Makes the lists come in these versions of `A`, from the first list on; the last one repeats.
    private static func answer(_ versions: [Int], _ sandbox: SandboxServer) async {
        var faults = versions.enumerated().map { place, version in
            Fault(
                .infisical, method: "GET", pathContains: "/secrets", occurrence: place + 1,
                action: .status(200, headers: ["content-type": "application/json"], body: list(version: version)))
        }
        faults[faults.count - 1].count = 100
        await sandbox.setFaults(faults)
    }

    private static func state(render version: Int) -> SandboxState {
        .shop(secrets: ["A": "unread", "B": "1"], service: ["A": "value \(version)", "B": "1"])
    }

    private static func held(_ sandbox: SandboxServer) async -> String? {
        await sandbox.state().render[service: "srv-1"]?.envVars.values["A"]
    }

    @Test(arguments: ["handle", "sync"])
    func anOlderListThatConfirmsIsWaitedOut(command: String) async throws {
        try await withSandbox(Self.state(render: 1)) { sandbox in
            await Self.answer([2, 1, 2], sandbox)
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let finished =
                command == "handle"
                ? try await renderSync.run(["handle"], input: try await renderSync.delivery())
                : try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 0, "\(finished.output)")
            #expect(await Self.held(sandbox) == "value 2")
            #expect(await renderSync.renderWrites().count == 1)
        }
    }

    @Test func anOlderListThatStaysIsNeverPlannedFrom() async throws {
        try await withSandbox(Self.state(render: 1)) { sandbox in
            await Self.answer([2, 1], sandbox)
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_AUTO_REDEPLOY_SERVICES"] = "true"
            let finished = try await renderSync.run(["handle"], input: try await renderSync.delivery())
            #expect(finished.exitCode == 75)
            #expect(finished.output.contains("HTTP/1.1 503"))
            #expect(finished.output.contains("an older version of A"))
            #expect(await Self.held(sandbox) == "value 2")
            #expect(await sandbox.state().render.deploys.count == 1)
        }
    }

    @Test func aServerRemembersWhatAnEarlierPushRead() async throws {
        try await withSandbox(Self.state(render: 1)) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync.merging(["HOST": "127.0.0.1", "PORT": "0"]) { $1 })
            try await ProgramUnderTest.withServer([], renderSync.environment) { server in
                await Self.answer([2, 2], sandbox)
                try await server.expect(200, for: Array(try await renderSync.delivery().utf8))
                #expect(await Self.held(sandbox) == "value 2")
                // Another change of the folder, whose delivery overtakes it.
                await Self.answer([1, 1, 3], sandbox)
                let body = ProgramUnderTest.secretsModified().replacingOccurrences(of: "ann", with: "bob")
                try await server.expect(200, for: Array(try await renderSync.delivery(body).utf8))
                #expect(await Self.held(sandbox) == "value 3")
            }
            // One for each change: the older list was not written in between.
            #expect(await renderSync.renderWrites().count == 2)
        }
    }

    @Test func aDeliveryThatOvertakesItsChangeFindsItInTheSecondList() async throws {
        try await withSandbox(Self.state(render: 1)) { sandbox in
            await Self.answer([1, 2], sandbox)
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let finished = try await renderSync.run(["handle"], input: try await renderSync.delivery())
            #expect(finished.exitCode == 0)
            #expect(await Self.held(sandbox) == "value 2")
        }
    }
}
