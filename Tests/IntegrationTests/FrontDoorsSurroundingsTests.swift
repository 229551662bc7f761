// SPDX-License-Identifier: MIT

import Foundation
import Glibc
import Testing
import TestSupport

/// What a parent may hand over: a log that nobody reads, closed streams, few descriptors, odd variables.
@Suite struct FrontDoorsSurroundingsTests {
    // MARK: Standard error

    /// A named pipe that is open at both ends, so that nobody waits for the other.
    private static func withNamedPipe<Result>(
        _ body: (_ path: String, _ reader: FileHandle) async throws -> Result
    ) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "render-sync-\(UUID().uuidString)").path
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        return try await body(path, FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    @Test(.timeLimit(.minutes(10))) func aLogThatNobodyReadsStopsNothing() async throws {
        try await Self.withNamedPipe { path, reader in
            let program = try RunningProgram(
                "/bin/sh", ["-c", #"exec "$0" serve 2>"$1""#, ProgramUnderTest.path, path],
                environment: ProgramUnderTest.demoEnvironment())
            try await program.killedAfter {
                let server = ServingProgram(program: program, port: try await Self.port(reader))
                let forgeries = try await server.connect()
                defer { forgeries.close() }
                // A pipe holds 64 KiB, and the program keeps four times as much.
                let forgery = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
                for _ in 0..<60 {
                    try await forgeries.send(String(repeating: forgery, count: 50))
                    for _ in 0..<50 { _ = await forgeries.read(through: "}") }
                }
                try await server.expect(200, for: SignedDelivery(event: "test").request())
                // With a reader again, the log goes on and says what is missing.
                let log = LogReader(reader)
                #expect(await log.line(with: "dropped: nobody read standard error"))
                #expect(await program.stop(SIGTERM) == 0)
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func aServerEndsThoughNobodyReadsItsLog() async throws {
        try await Self.withNamedPipe { path, reader in
            let program = try RunningProgram(
                "/bin/sh", ["-c", #"exec "$0" serve 2>"$1""#, ProgramUnderTest.path, path],
                environment: ProgramUnderTest.demoEnvironment())
            try await program.killedAfter {
                let server = ServingProgram(program: program, port: try await Self.port(reader))
                let forgeries = try await server.connect()
                defer { forgeries.close() }
                let forgery = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
                for _ in 0..<12 {
                    try await forgeries.send(String(repeating: forgery, count: 50))
                    for _ in 0..<50 { _ = await forgeries.read(through: "}") }
                }
                #expect(await program.stop(SIGTERM) == 0)
            }
        }
    }

    private static func port(_ reader: FileHandle) async throws -> Int {
        let line = try await Connection.offPool {
            var line: [UInt8] = []
            while line.last != 0x0A, let byte = try reader.read(upToCount: 1)?.first { line.append(byte) }
            return line
        }
        let fields = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        return try #require(fields?["port"] as? Int)
    }

    // MARK: Standard streams

    @Test(arguments: [(">&- 2>&-", 77), ("2>&-", 77), ("<&-", 65), ("<&- >&- 2>&-", 65)] as [(String, Int32)])
    func closedStreamsAreNotTakenForOthers(closed: String, exitCode: Int32) async throws {
        let finished = try await Program.run(
            "/bin/sh", ["-c", "exec \"$0\" handle \(closed)", ProgramUnderTest.path],
            environment: ProgramUnderTest.demoEnvironment(), input: SignedDelivery(key: "guess").request())
        #expect(finished.exitCode == exitCode)
    }

    // MARK: Descriptors

    @Test(.timeLimit(.minutes(10)), arguments: [16, 24]) func fewDescriptorsAreEnough(limit: Int) async throws {
        let program = try RunningProgram(
            "/bin/sh", ["-c", "ulimit -n \(limit); exec \"$0\" serve", ProgramUnderTest.path],
            environment: ProgramUnderTest.demoEnvironment(nil, ["RENDER_SYNC_TIMEOUT": "1"]))
        try await program.killedAfter {
            let line = await program.errors.line { $0.contains("listening on") }
            let fields = try JSONSerialization.jsonObject(with: Data((line ?? "{}").utf8)) as? [String: Any]
            let server = ServingProgram(program: program, port: try #require(fields?["port"] as? Int))
            var idle: [Connection] = []
            defer { idle.forEach { $0.close() } }
            for _ in 0..<300 { idle.append(try await server.connect()) }
            try await server.expect(
                200, for: Array("GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8))
            try await server.expect(200, for: SignedDelivery(event: "test").request())
            // A push finds descriptors for its calls, of which libcurl needs some: that nobody listens is what it learns.
            if limit >= 24 { try await server.expect(503, for: SignedDelivery().request()) }
            #expect(await program.stop(SIGTERM) == 0)
        }
    }

    // MARK: Variables

    /// As a Swift character, the `=` before a combining mark is no `=`.
    @Test func aVariableThatBeginsWithACombiningMarkIsRead() async throws {
        let finished = try await ProgramUnderTest.run(
            ["handle"],
            ProgramUnderTest.demoEnvironment(
                nil,
                ["GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "PATH_INFO": "\u{301}"]))
        #expect(finished.output.hasPrefix("Status: 404 "))
    }

    @Test func aMalformedKeyIsNotTakenForNone() async throws {
        let finished = try await ProgramUnderTest.run(
            ["handle"], ProgramUnderTest.demoEnvironment(nil, ["INFISICAL_WEBHOOK_SECRET": "one\ntwo"]),
            input: SignedDelivery().request())
        #expect(finished.exitCode == 77)
        #expect(finished.errors.contains("a configured signing key is malformed: INFISICAL_WEBHOOK_SECRET: "))
    }

    @Test func handleHasOneFormOfResponse() async throws {
        let finished = try await ProgramUnderTest.run(["handle", "--output", "text"])
        #expect(finished.exitCode == 64)
        let json = try await ProgramUnderTest.run(
            ["handle", "--output", "json"], input: SignedDelivery(event: "test").request())
        #expect(json.exitCode == 0)
    }

    // MARK: What serve says of itself

    @Test func aServerSaysWhatItsKeysAreWorthAndThatItStops() async throws {
        try await ProgramUnderTest.withServer(
            [], ProgramUnderTest.demoEnvironment(nil, ["INFISICAL_WEBHOOK_SECRET": "password"])
        ) {
            server in
            #expect(await server.program.stop(SIGTERM) == 0)
            #expect(server.program.errors.text.contains("INFISICAL_WEBHOOK_SECRET is shorter than 16 bytes"))
            #expect(server.program.errors.text.contains(#""message":"stopping""#))
        }
        try await ProgramUnderTest.withServer(
            [], ProgramUnderTest.demoEnvironment(nil, ["INFISICAL_WEBHOOK_SECRET": ""])
        ) {
            server in
            _ = await server.program.stop(SIGTERM)
            #expect(server.program.errors.text.contains("every delivery is refused"))
        }
    }

    // MARK: healthcheck

    /// A peer that sends a byte now and then must not hold an engine's check.
    @Test(.timeLimit(.minutes(10))) func aHealthCheckHasOneTimeForAll() async throws {
        let listener = try Connection.listening()
        defer { close(listener.descriptor) }
        Thread.detachNewThread {
            let peer = accept(listener.descriptor, nil, nil)
            for byte in "HTTP/1.1 200 ".utf8 + [UInt8](repeating: 0x20, count: 85) {
                // Until the client is gone (POLLRDHUP), or a second has passed.
                var gone = pollfd(fd: peer, events: 0x2000, revents: 0)
                if poll(&gone, 1, 1000) > 0 { break }
                var byte = byte
                _ = send(peer, &byte, 1, Int32(MSG_NOSIGNAL))
            }
            close(peer)
        }
        let finished = try await ProgramUnderTest.run(
            ["healthcheck"], ["HOST": "127.0.0.1", "PORT": String(listener.port)])
        #expect(finished.exitCode == 1)
        #expect(finished.errors.contains("nothing responds on port \(listener.port)"))
    }
}

/// Reads a log from where it is, on a thread of its own.
private struct LogReader {
    private let handle: FileHandle

    init(_ handle: FileHandle) {
        self.handle = handle
    }

    /// Whether a line with this text comes.
    func line(with text: String) async -> Bool {
        let handle = handle
        let found = try? await Connection.offPool {
            var log = ""
            while !log.contains(text), case let chunk = handle.availableData, !chunk.isEmpty {
                log = String((log + String(decoding: chunk, as: UTF8.self)).suffix(1 << 16))
            }
            return log.contains(text)
        }
        return found ?? false
    }
}
