// SPDX-License-Identifier: MIT

import Basics
import Foundation
import Glibc
import Sandbox
import Testing
import TestSupport

/// Sockets that somebody else opened: inetd's, and systemd's.
@Suite(.timeLimit(.minutes(10))) struct FrontDoorsSocketTests {
    // MARK: handle

    private static func withHandle(_ body: (RunningProgram, Connection) async throws -> Void) async throws {
        let (ours, theirs) = try Connection.pair()
        defer { ours.close() }
        let program = try RunningProgram(
            ProgramUnderTest.path, ["handle"], environment: ProgramUnderTest.demoEnvironment(),
            plug: .inputAndOutput(theirs))
        Connection(theirs).close()
        try await program.killedAfter { try await body(program, ours) }
    }

    @Test func inetdsSocketIsReadAndAnswered() async throws {
        try await Self.withHandle { program, connection in
            try await connection.send(SignedDelivery(event: "test").request())
            #expect(HTTPAnswer(await connection.readToEnd()).status == 200)
            connection.finish()
            #expect(await program.wait() == 0)
        }
    }

    /// Unread bytes would turn the end of the connection into a reset, and the answer would be lost.
    @Test func theAnswerArrivesThoughMoreWasSentThanTheRequest() async throws {
        try await Self.withHandle { program, connection in
            // More than both sockets hold: the client is still sending when the answer is out.
            let more = [UInt8](repeating: 0x0A, count: 12 << 20)
            try await connection.send(SignedDelivery(event: "test").request() + more)
            #expect(HTTPAnswer(await connection.readToEnd()).status == 200)
            connection.finish()
            #expect(await program.wait() == 0)
        }
    }

    @Test func theAnswerToATooLargeBodyArrives() async throws {
        try await Self.withHandle { program, connection in
            let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4194304\r\n\r\n"
            try await connection.send(Array(head.utf8) + [UInt8](repeating: 0x20, count: 4 << 20))
            #expect(HTTPAnswer(await connection.readToEnd()).status == 413)
            connection.finish()
            #expect(await program.wait() == 65)
        }
    }

    /// A client that speaks another protocol to a socket is told so in HTTP.
    @Test func nonsenseOnASocketIsAnsweredInHTTP() async throws {
        try await Self.withHandle { program, connection in
            try await connection.send("\u{16}\u{03}\u{01} hello")
            #expect(HTTPAnswer(await connection.readToEnd()).status == 400)
            connection.finish()
            #expect(await program.wait() == 65)
        }
    }

    @Test func theBodyIsAskedForWhenTheClientWaits() async throws {
        try await Self.withHandle { program, connection in
            let delivery = SignedDelivery(event: "test")
            let request = delivery.request("/", ["Expect: 100-continue"])
            try await connection.send(Array(request.dropLast(delivery.body.count)))
            #expect(await connection.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await connection.send(delivery.body)
            #expect(HTTPAnswer(await connection.readToEnd()).status == 200)
            connection.finish()
            #expect(await program.wait() == 0)
        }
    }

    @Test func aClientThatGoesAwayDoesNotEndThePush() async throws {
        try await withSandbox(.demo) { sandbox in
            let arrivals = Arrivals()
            await sandbox.setFaults([Fault(.infisical, pathContains: "/secrets", action: .delay(.milliseconds(300)))])
            await sandbox.setHook { request, _ in arrivals.note(request) }
            let (ours, theirs) = try Connection.pair()
            let program = try RunningProgram(
                ProgramUnderTest.path, ["handle"], environment: ProgramUnderTest.demoEnvironment(sandbox),
                plug: .inputAndOutput(theirs))
            Connection(theirs).close()
            try await program.killedAfter {
                try await ours.send(SignedDelivery().request())
                await arrivals.first { $0.service == .infisical }
                ours.reset()
                #expect(await program.wait() == 0)
            }
            #expect(await sandbox.requests().contains { $0.service == .render && $0.method == "PUT" })
        }
    }

    /// A write to a pipe without a reader raises SIGPIPE: the program must not die of it. The tests ignore that signal,
    /// and what they start would inherit it.
    @Test func anAnswerThatNobodyTakesChangesNoExitCode() async throws {
        let script = #"{ env --default-signal=PIPE "$0" handle; echo "exit $?" >&2; } | :"#
        let delivery = SignedDelivery(event: "test")
        let finished = try await Program.run(
            "/bin/sh", ["-c", script, ProgramUnderTest.path],
            environment: ProgramUnderTest.demoEnvironment(nil, ["PATH": "/usr/bin:/bin"]), input: delivery.request())
        #expect(finished.errors.contains("exit 0\n"))
    }

    // MARK: serve

    /// Starts `serve` with a socket as descriptor 3, as systemd does.
    private static func withServe(
        _ socket: Int32, _ arguments: [String] = [],
        _ environment: [String: String] = ProgramUnderTest.demoEnvironment(),
        _ body: (RunningProgram) async throws -> Void
    ) async throws {
        let script = #"exec 3<&0 </dev/null; export LISTEN_PID=$$; exec "$0" serve "$@""#
        let program = try RunningProgram(
            "/bin/sh", ["-c", script, ProgramUnderTest.path] + arguments,
            environment: environment.merging(["LISTEN_FDS": "1"]) { $1 }, plug: .input(socket))
        Connection(socket).close()
        try await program.killedAfter { try await body(program) }
    }

    @Test func aPassedListenerIsServed() async throws {
        let (descriptor, port) = try Connection.listening()
        try await Self.withServe(descriptor, ["--once"]) { program in
            let server = ServingProgram(program: program, port: port)
            try await server.expect(200, for: SignedDelivery(event: "test").request())
            #expect(await program.wait() == 0)
        }
    }

    @Test func aPassedConnectionIsServedToItsEnd() async throws {
        let (ours, theirs) = try Connection.pair()
        defer { ours.close() }
        try await Self.withServe(theirs) { program in
            try await ours.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await ours.read(through: "}").hasPrefix("HTTP/1.1 200 OK\r\n"))
            try await ours.send(SignedDelivery(event: "test").request())
            #expect(HTTPAnswer(await ours.readToEnd()).status == 200)
            ours.finish()
            #expect(await program.wait() == 0)
        }
    }

    @Test func aPassedConnectionThatEndsEndsTheServer() async throws {
        let (ours, theirs) = try Connection.pair()
        try await Self.withServe(theirs) { program in
            ours.close()
            #expect(await program.wait() == 0)
        }
    }

    @Test func whatIsNoSocketIsAConfigurationError() async throws {
        let environment = ProgramUnderTest.demoEnvironment(nil, ["LISTEN_FDS": "1"])
        let program = try RunningProgram(
            "/bin/sh", ["-c", #"exec 3</dev/null; exec "$0" serve"#, ProgramUnderTest.path], environment: environment)
        try await program.killedAfter {
            #expect(await program.wait() == 78)
            #expect(program.errors.text.contains("LISTEN_FDS"))
        }
    }
}
