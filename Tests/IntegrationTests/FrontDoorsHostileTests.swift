// SPDX-License-Identifier: MIT

import TestSupport
import Basics
import Foundation
import Sandbox
import Testing

/// Bytes that no honest client sends, over a real socket. What each form is refused for is tested with the parser; here,
/// that the server says so, passes nothing on, and closes.
@Suite struct FrontDoorsHostileTests {
    /// A request that would be pushed were it not for its framing, and another hidden in it.
    private static func smuggled(_ lines: [String], _ body: String) -> [UInt8] {
        let delivery = SignedDelivery(event: "test")
        let head = ["POST / HTTP/1.1", "Host: h", delivery.line] + lines
        let hidden = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body + hidden).utf8)
    }

    static let forms: [(String, [String], String)] = [
        ("two Content-Length", ["Content-Length: 0", "Content-Length: 35"], ""),
        ("length and coding", ["Content-Length: 35", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
        ("coding and length", ["Transfer-Encoding: chunked", "Content-Length: 35"], "0\r\n\r\n"),
        ("a coding that is not chunked", ["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"),
        ("a hidden coding", ["Transfer-Encoding: \u{0B}chunked"], "0\r\n\r\n"),
        ("a space before the colon", ["Transfer-Encoding : chunked"], "0\r\n\r\n"),
        ("a folded header", ["X: a", " Transfer-Encoding: chunked"], "0\r\n\r\n"),
        ("a bare LF", ["X: a\nTransfer-Encoding: chunked"], "0\r\n\r\n"),
        ("a bare CR", ["X: a\rTransfer-Encoding: chunked"], "0\r\n\r\n"),
        ("a NUL", ["X: a\0b"], ""),
        ("a length below zero", ["Content-Length: -1"], ""),
        ("a length with a plus", ["Content-Length: +0"], ""),
        ("a chunk size with a plus", ["Transfer-Encoding: chunked"], "+0\r\n\r\n"),
        ("a chunk size that overflows", ["Transfer-Encoding: chunked"], "10000000000000000\r\n\r\n"),
        ("a second Host", ["Host: other"], ""),
    ]

    @Test func everySmugglingFormIsRefusedAndTheConnectionCloses() async throws {
        try await ProgramUnderTest.withServer { server in
            for (name, lines, body) in Self.forms {
                let answer = try await server.exchange(Self.smuggled(lines, body))
                #expect(answer.status == 400, "\(name)")
                #expect(answer.header("Connection") == "close", "\(name)")
                // Nothing was passed on: one answer, and it is the refusal.
                #expect(answer.text.components(separatedBy: "HTTP/1.1 ").count == 2, "\(name)")
            }
        }
    }

    @Test func everySmugglingFormIsRefusedOnStandardInput() async throws {
        for (name, lines, body) in Self.forms {
            let finished = try await ProgramUnderTest.run(["handle"], input: Self.smuggled(lines, body))
            #expect(HTTPAnswer(finished.output).status == 400, "\(name)")
            #expect(finished.exitCode == 65, "\(name)")
        }
    }

    @Test(arguments: [
        ("GET /healthz\r\n\r\n", 400), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400), ("\u{16}\u{03}\u{01}\0\u{05}", 400),
        ("CONNECT example.com:443 HTTP/1.1\r\nHost: h\r\n\r\nmore", 404),
        ("OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 404),
        ("GET http://h/healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nmore", 200),
        ("GET /\(String(repeating: "a", count: 99_000)) HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: y\r\n", count: 9999) + "\r\n", 400),
    ]) func eachOddityIsAnsweredAndTheConnectionCloses(text: String, status: Int) async throws {
        try await ProgramUnderTest.withServer { server in try await server.expect(status, for: Array(text.utf8)) }
    }

    /// The declared body alone is signed and read; what follows is a request of its own, and a broken one.
    @Test func whatFollowsTheDeclaredBodyIsNoPartOfIt() async throws {
        try await ProgramUnderTest.withServer { server in
            let request = SignedDelivery(event: "test").request(keepAlive: true) + Array("\"more\"}".utf8)
            let connection = try await server.connect()
            defer { connection.close() }
            try await connection.send(request)
            connection.finish()
            let text = String(decoding: await connection.readToEnd(), as: UTF8.self)
            #expect(text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) } == ["200", "400"])
        }
    }

    /// What is answered at once is never kept waiting, however much of it is sent ahead.
    @Test func requestsThatNeedNoPushAreAnsweredHoweverManyAreSentAhead() async throws {
        try await ProgramUnderTest.withServer { server in
            let health = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
            let connection = try await server.connect()
            defer { connection.close() }
            try await connection.send(String(repeating: health, count: 1000))
            connection.finish()
            let text = String(decoding: await connection.readToEnd(), as: UTF8.self)
            #expect(text.components(separatedBy: "HTTP/1.1 200 ").count - 1 == 1000)
        }
    }

    /// Behind a push requests wait in memory: a client that sends many ahead is told to come again.
    @Test func whoSendsTooManyRequestsBehindAPushStartsOver() async throws {
        try await withSandbox(.demo) { sandbox in
            await sandbox.setFaults([Fault(.infisical, pathContains: "/secrets", action: .delay(.milliseconds(300)))])
            try await ProgramUnderTest.withServer([], ProgramUnderTest.demoEnvironment(sandbox)) { server in
                let connection = try await server.connect()
                defer { connection.close() }
                let ahead = String(repeating: "GET / HTTP/1.1\r\nHost:\r\n\r\n", count: 1000)
                try await connection.send(SignedDelivery().request(keepAlive: true) + Array(ahead.utf8))
                let text = String(decoding: await connection.readToEnd(), as: UTF8.self)
                #expect(text.hasPrefix("HTTP/1.1 200 "))
                #expect((1..<1000).contains(text.components(separatedBy: "HTTP/1.1 ").count - 1))
                #expect(text.contains("Connection: close"))
            }
        }
    }
}
