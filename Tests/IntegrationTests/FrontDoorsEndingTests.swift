// SPDX-License-Identifier: MIT

import Basics
import Foundation
import Glibc
import Sandbox
import Testing
import TestSupport

/// When the program ends, and with which exit code.
@Suite struct FrontDoorsEndingTests {
    /// Holds the push up long enough for a signal to find it there.
    private static let slowList = Fault(
        .infisical, pathContains: "/secrets", count: 99, action: .delay(.seconds(2)))

    // MARK: --once

    @Test func onceEndsAfterOneDelivery() async throws {
        try await ProgramUnderTest.withServer(["--once"]) { server in
            try await server.expect(200, for: SignedDelivery(event: "test").request())
            #expect(await server.program.wait() == 0)
        }
    }

    @Test func healthChecksAndConnectionsWithoutARequestDoNotCount() async throws {
        try await ProgramUnderTest.withServer(["--once"]) { server in
            try await server.connect().close()
            try await server.connect().reset()
            let idle = try await server.connect()
            defer { idle.close() }
            let health = Array("GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            try await server.expect(200, for: health)
            try await server.expect(200, for: SignedDelivery(event: "test").request())
            #expect(await server.program.wait() == 0)
        }
    }

    @Test func aRefusedDeliveryIsADelivery() async throws {
        try await ProgramUnderTest.withServer(["--once"]) { server in
            try await server.expect(401, for: SignedDelivery(key: "guess").request())
            #expect(await server.program.wait() == 77)
        }
    }

    @Test func aMalformedRequestIsARefusedDelivery() async throws {
        try await ProgramUnderTest.withServer(["--once"]) { server in
            try await server.expect(400, for: Array("nonsense\r\n\r\n".utf8))
            #expect(await server.program.wait() == 65)
        }
    }

    @Test func aFailedPushIsTheExitCode() async throws {
        var state = SandboxState.demo
        state.render.apiKeys = []
        try await withSandbox(state) { sandbox in
            try await ProgramUnderTest.withServer(["--once"], ProgramUnderTest.demoEnvironment(sandbox)) { server in
                try await server.expect(424, for: SignedDelivery().request())
                #expect(await server.program.wait() == 69)
            }
        }
    }

    /// The answer said "running"; what became of the push is known only at its end.
    @Test(arguments: [true, false]) func aPushThatOutlivesItsAnswerIsTheExitCode(succeeds: Bool) async throws {
        try await withSandbox(.demo) { sandbox in
            let refusal = Fault(.render, method: "PUT", count: 99, action: .status(403))
            await sandbox.setFaults([Self.slowList] + (succeeds ? [] : [refusal]))
            let environment = ProgramUnderTest.demoEnvironment(sandbox, ["RENDER_SYNC_RESPOND_WITHIN": "1"])
            try await ProgramUnderTest.withServer(["--once"], environment) { server in
                let answer = try await server.exchange(SignedDelivery().request())
                #expect(answer.status == 202 && answer.word == "running")
                #expect(await server.program.wait() == (succeeds ? 0 : 69))
            }
        }
    }

    @Test func onceIsCountedEvenWhenTheClientHasGone() async throws {
        try await withSandbox(.demo) { sandbox in
            let arrivals = Arrivals()
            await sandbox.setFaults([Fault(.infisical, pathContains: "/secrets", action: .delay(.milliseconds(300)))])
            await sandbox.setHook { request, _ in arrivals.note(request) }
            try await ProgramUnderTest.withServer(["--once"], ProgramUnderTest.demoEnvironment(sandbox)) { server in
                let connection = try await server.connect()
                try await connection.send(SignedDelivery().request())
                await arrivals.first { $0.service == .infisical }
                connection.reset()
                #expect(await server.program.wait() == 0)
            }
            #expect(await sandbox.requests().contains { $0.service == .render && $0.method == "PUT" })
        }
    }

    // MARK: SIGTERM

    @Test(arguments: [SIGTERM, SIGINT]) func anIdleServerEndsWell(signal: Int32) async throws {
        try await ProgramUnderTest.withServer { server in
            #expect(await server.program.stop(signal) == 0)
        }
    }

    @Test func idleConnectionsKeepNobodyFromEnding() async throws {
        try await ProgramUnderTest.withServer { server in
            let silent = try await server.connect()
            let kept = try await server.connect()
            defer { [silent, kept].forEach { $0.close() } }
            try await kept.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = await kept.read(through: "}")
            #expect(await server.program.stop(SIGTERM) == 0)
        }
    }

    @Test(arguments: [[], ["--once"]]) func aPushCutShortMayPassLater(arguments: [String]) async throws {
        try await withSandbox(.demo) { sandbox in
            let arrivals = Arrivals()
            await sandbox.setFaults([Self.slowList])
            await sandbox.setHook { request, _ in arrivals.note(request) }
            try await ProgramUnderTest.withServer(arguments, ProgramUnderTest.demoEnvironment(sandbox)) { server in
                let connection = try await server.connect()
                defer { connection.close() }
                try await connection.send(SignedDelivery().request())
                await arrivals.first { $0.service == .infisical }
                server.program.send(SIGTERM)
                #expect(HTTPAnswer(await connection.readToEnd()).status == 503)
                #expect(await server.program.wait() == 75)
            }
            #expect(await sandbox.requests().allSatisfy { $0.method == "GET" })
        }
    }

    @Test func aPushThatFailedBeforeTheSignalIsNotCutShort() async throws {
        try await ProgramUnderTest.withServer([], ProgramUnderTest.demoEnvironment(nil, ["RENDER_SYNC_TIMEOUT": "1"])) {
            server in
            try await server.expect(503, for: SignedDelivery().request())
            #expect(await server.program.stop(SIGTERM) == 0)
        }
    }

    @Test func handleIsCutShortToo() async throws {
        try await withSandbox(.demo) { sandbox in
            let arrivals = Arrivals()
            await sandbox.setFaults([Self.slowList])
            await sandbox.setHook { request, _ in arrivals.note(request) }
            let program = try RunningProgram(
                ProgramUnderTest.path, ["handle"], environment: ProgramUnderTest.demoEnvironment(sandbox),
                input: SignedDelivery().request())
            try await program.killedAfter {
                await arrivals.first { $0.service == .infisical }
                #expect(await program.stop(SIGTERM) == 75)
                #expect(HTTPAnswer(program.output.text).status == 503)
            }
        }
    }

    /// Nothing has come yet, and the wait for it may be long.
    @Test func handleEndsWhileItWaitsForItsClient() async throws {
        let (ours, theirs) = try Connection.pair()
        defer { ours.close() }
        let program = try RunningProgram(
            ProgramUnderTest.path, ["handle"], environment: ProgramUnderTest.demoEnvironment(),
            plug: .inputAndOutput(theirs))
        Connection(theirs).close()
        try await program.killedAfter {
            // The door asks for the body: it is reading, and the signal is heeded.
            try await ours.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
            _ = await ours.read(through: "\r\n\r\n")
            program.send(SIGTERM)
            #expect(HTTPAnswer(await ours.readToEnd()).status == 503)
            ours.finish()
            #expect(await program.wait() == 75)
        }
    }
}
