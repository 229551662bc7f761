// SPDX-License-Identifier: MIT

import TestSupport
import Basics
import Foundation
import Sandbox
import Testing

/// `serve` over real sockets.
@Suite struct FrontDoorsServeTests {
    private static let health = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func aDeliveryIsPushedAndAnswered() async throws {
        try await withSandbox(.demo) { sandbox in
            try await ProgramUnderTest.withServer([], ProgramUnderTest.demoEnvironment(sandbox)) { server in
                let answer = try await server.exchange(SignedDelivery().request("/webhook/demo"))
                #expect(answer.status == 200 && answer.word == "synced")
                #expect(answer.header("Connection") == "close")
                let again = try await server.exchange(SignedDelivery().request())
                #expect(again.status == 200 && again.word == "unchanged")
            }
        }
    }

    @Test func oneConnectionCarriesManyRequests() async throws {
        try await ProgramUnderTest.withServer { server in
            let connection = try await server.connect()
            defer { connection.close() }
            for _ in 0..<3 {
                try await connection.send(Self.health)
                #expect(await connection.read(through: #"{"status":"ok"}"#).hasPrefix("HTTP/1.1 200 OK\r\n"))
            }
            try await connection.send(SignedDelivery(event: "test").request())
            #expect(HTTPAnswer(await connection.readToEnd()).body.contains("would push demo"))
        }
    }

    @Test func requestsSentAheadAreAnsweredInTheirOrder() async throws {
        try await ProgramUnderTest.withServer { server in
            let connection = try await server.connect()
            defer { connection.close() }
            let delivery = SignedDelivery(event: "test").request(keepAlive: true)
            let last = Array("GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            try await connection.send(Array(Self.health.utf8) + delivery + last)
            let text = String(decoding: await connection.readToEnd(), as: UTF8.self)
            let statuses = text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(statuses == ["200", "200", "404"])
            #expect(text.contains("would push demo"))
        }
    }

    @Test func anHTTP10ClientIsAnsweredAndTheConnectionEnds() async throws {
        try await ProgramUnderTest.withServer { server in
            let answer = try await server.exchange(
                Array("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".utf8))
            #expect(answer.status == 200 && answer.header("Connection") == "close")
        }
    }

    @Test func aClientThatHasClosedItsSideIsStillAnswered() async throws {
        try await ProgramUnderTest.withServer { server in
            let connection = try await server.connect()
            defer { connection.close() }
            try await connection.send(SignedDelivery(event: "test").request(keepAlive: true))
            connection.finish()
            #expect(HTTPAnswer(await connection.readToEnd()).status == 200)
        }
    }

    @Test func theBodyIsAskedForWhenTheClientWaits() async throws {
        try await ProgramUnderTest.withServer { server in
            let connection = try await server.connect()
            defer { connection.close() }
            let request = SignedDelivery(event: "test").request("/", ["Expect: 100-continue"])
            let head = request.prefix(request.count - SignedDelivery(event: "test").body.count)
            try await connection.send(Array(head))
            #expect(await connection.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await connection.send(Array(request.dropFirst(head.count)))
            #expect(HTTPAnswer(await connection.readToEnd()).status == 200)
        }
    }

    /// The client sends all of its 4 MiB before it reads: without draining, a reset would take the answer away.
    @Test func theAnswerToATooLargeBodyArrives() async throws {
        try await ProgramUnderTest.withServer { server in
            let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4194304\r\n\r\n"
            let answer = try await server.exchange(Array(head.utf8) + [UInt8](repeating: 0x20, count: 4 << 20))
            #expect(answer.status == 413)
        }
    }

    @Test func theAnswerToABrokenRequestArrivesThoughMoreIsSent() async throws {
        try await ProgramUnderTest.withServer { server in
            let request = Array("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n".utf8)
            let answer = try await server.exchange(request + [UInt8](repeating: 0x20, count: 1 << 20))
            #expect(answer.status == 400)
        }
    }

    /// The push goes on to its end though nobody waits for it.
    @Test func aPushOutlivesItsClient() async throws {
        try await withSandbox(.demo) { sandbox in
            let arrivals = Arrivals()
            await sandbox.setFaults([Fault(.infisical, pathContains: "/secrets", action: .delay(.milliseconds(300)))])
            await sandbox.setHook { request, _ in arrivals.note(request) }
            try await ProgramUnderTest.withServer([], ProgramUnderTest.demoEnvironment(sandbox)) { server in
                let connection = try await server.connect()
                try await connection.send(SignedDelivery().request())
                await arrivals.first { $0.service == .infisical }
                connection.reset()
                await arrivals.first { $0.service == .render && $0.method == "PUT" }
            }
        }
    }

    @Test func aClientThatResetsInTheMiddleHarmsNobody() async throws {
        try await ProgramUnderTest.withServer { server in
            for size in [1, 20, 60] {
                let connection = try await server.connect()
                try await connection.send(Array(SignedDelivery().request().prefix(size)))
                connection.reset()
            }
            try await server.expect(200, for: SignedDelivery(event: "test").request())
        }
    }

    // MARK: Starting

    @Test(arguments: ["", "x", "-1", "65536", "+80", "8080 ", "0x50"])
    func aPORTThatIsNoneIsAConfigurationError(port: String) async throws {
        let finished = try await ProgramUnderTest.run(["serve"], ProgramUnderTest.demoEnvironment(nil, ["PORT": port]))
        #expect(finished.exitCode == 78)
        #expect(finished.errors.contains("PORT"))
    }

    @Test(arguments: ["no such host", "256.1.1.1", "192.0.2.1"])
    func aHOSTThatIsNotHereIsAConfigurationError(host: String) async throws {
        let finished = try await ProgramUnderTest.run(["serve"], ProgramUnderTest.demoEnvironment(nil, ["HOST": host]))
        #expect(finished.exitCode == 78)
        #expect(finished.errors.contains("HOST"))
    }

    @Test func aPortInUseMayBeFreeLater() async throws {
        let taken = try Connection.listening()
        defer { Connection(taken.descriptor).close() }
        let finished = try await ProgramUnderTest.run(
            ["serve"], ProgramUnderTest.demoEnvironment(nil, ["PORT": String(taken.port)]))
        #expect(finished.exitCode == 75)
        #expect(finished.errors.contains("PORT: 127.0.0.1, port \(taken.port) is in use by another program"))
    }
}

/// The requests that a sandbox got, waited for.
final class Arrivals: Sendable {
    private let stream: AsyncStream<LoggedRequest>
    private let continuation: AsyncStream<LoggedRequest>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func note(_ request: LoggedRequest) {
        continuation.yield(request)
    }

    /// Returns when such a request has come since the last call.
    func first(where isWanted: (LoggedRequest) -> Bool) async {
        for await request in stream where isWanted(request) { return }
    }
}
