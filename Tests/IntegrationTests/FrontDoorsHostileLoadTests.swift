// SPDX-License-Identifier: MIT

import Foundation
import Glibc
import NIOConcurrencyHelpers
import Testing
import TestSupport

/// What anybody can send before a signature is looked at, from many connections at once.
@Suite(.serialized) struct FrontDoorsHostileLoadTests {
    private static let marks = String(repeating: "\u{301}\u{316}", count: 7000)

    /// Each as long as a request may be, and each costly for texts that are normalised.
    private static let paths = [
        "GET /" + String(repeating: "%CC%81%CC%96", count: 2500) + " HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /webhook/" + String(repeating: "%CC%81%CC%96", count: 2500) + " HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: h\r\nExpect: \(marks)\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nx-infisical-signature: \(marks)\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nce-time: \(marks)\r\n\r\n",
    ]

    /// Only behind Pub/Sub is a body read before its signature.
    private static let envelopes: [String] = {
        let body = #"{"\#(String(repeating: "\u{301}\u{316}", count: 60_000))":1}"#
        return ["POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"]
    }()

    @Test(.timeLimit(.minutes(10))) func pathsAndHeadersKeepNobodyWaiting() async throws {
        try await Self.underAttack(Self.paths, [:]) { server in
            try await Self.expect(200, SignedDelivery(event: "test").request(), server)
        }
    }

    @Test(.timeLimit(.minutes(10))) func envelopesKeepNobodyWaiting() async throws {
        try await Self.underAttack(Self.envelopes, ["RENDER_SYNC_QUEUE": "pubsub"]) { _ in }
    }

    /// Runs with 24 connections that send these over and over.
    private static func underAttack(
        _ requests: [String], _ variables: [String: String], _ more: (ServingProgram) async throws -> Void
    ) async throws {
        try await ProgramUnderTest.withServer([], ProgramUnderTest.demoEnvironment(nil, variables)) { server in
            let isOver = NIOLockedValueBox(false)
            // What is sent while nobody waits for it does not count.
            let (sent, noteSent) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(0))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        let request = requests[number % requests.count]
                        while !isOver.withLockedValue({ $0 }) {
                            guard let connection = try? await server.connect() else { continue }
                            try? await connection.send(request)
                            noteSent.yield()
                            _ = await connection.read(through: "}")
                            connection.close()
                        }
                    }
                }
                defer { isOver.withLockedValue { $0 = true } }
                var attacks = sent.makeAsyncIterator()
                for _ in 0..<5 {
                    for _ in 0..<24 { await attacks.next() }
                    try await expect(
                        200, Array("GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8), server)
                    try await more(server)
                }
            }
        }
    }

    /// Expects a response in a time that only a server that is stuck does not keep.
    private static func expect(_ status: Int, _ request: [UInt8], _ server: ServingProgram) async throws {
        let connection = try await server.connect()
        defer { connection.close() }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            connection.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        try await connection.send(request)
        #expect(HTTPAnswer(await connection.readToEnd()).status == status)
    }
}
