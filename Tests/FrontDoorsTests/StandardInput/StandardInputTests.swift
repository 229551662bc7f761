// SPDX-License-Identifier: MIT

import Foundation
import Glibc
import NIOConcurrencyHelpers
import SyncCore
import Testing
@testable import Basics
@testable import FrontDoors

/// Standard input with descriptors and a clock of the test's own.
@Suite struct StandardInputTests {
    private static func pipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        #expect(Glibc.pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// A clock that goes on by 5 s whenever somebody looks at it.
    private static func time() -> TimeSource {
        let seconds = NIOLockedValueBox(0)
        return TimeSource(
            unixMilliseconds: { 0 },
            uptime: {
                .seconds(
                    seconds.withLockedValue { now in
                        now += 5
                        return now
                    })
            },
            sleep: { _ in }, random: { 0 })
    }

    /// Receives what was sent, and responds; the sender keeps its side open, as a stalled client does, unless it ends.
    private static func run(
        _ sent: String, ends: Bool = false, environment: [String: String] = [:], stopped: Bool = false,
        patience: Duration = .seconds(20)
    ) async throws -> (exitCode: Int32, output: String) {
        let input = pipe()
        let output = pipe()
        defer { [input.read, output.read].forEach { close($0) } }
        _ = Array(sent.utf8).withUnsafeBytes { write(input.write, $0.baseAddress, $0.count) }
        if ends { close(input.write) }
        defer { if !ends { close(input.write) } }
        let stop = Latch()
        if stopped { stop.open() }
        let standardInput = StandardInput(
            stream: StandardStream(input: input.read, output: output.write), environment: environment, signature: nil,
            time: time(), stop: stop, patience: patience)
        let received = standardInput.receive()
        let exitCode: Int32
        switch WebhookEndpoint.pushing().decide(received.request) {
        case .respond(let response): exitCode = standardInput.send(response, as: received.form)
        case .push: exitCode = standardInput.send(WebhookResponse(DeliveryReport(.ignored, "done")), as: received.form)
        }
        close(output.write)
        let text = try FileHandle(fileDescriptor: output.read).readToEnd() ?? Data()
        return (exitCode, String(decoding: text, as: UTF8.self))
    }

    @Test(arguments: ["", "PO", "POST / HTTP/1.1\r\nHost: h\r\n", "{\"event\":"])
    func aStalledClientIsCutOff(sent: String) async throws {
        #expect(try await Self.run(sent, patience: .seconds(40)).exitCode == 75)
    }

    @Test func aStalledRequestIsAnsweredWith408() async throws {
        let sent = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{"
        #expect(try await Self.run(sent, patience: .seconds(40)).output.hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aStalledCGIBodyIsAnsweredWith408() async throws {
        let variables = ["GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": "2"]
        let (exitCode, output) = try await Self.run("{", environment: variables, patience: .seconds(40))
        #expect(exitCode == 75 && output.hasPrefix("Status: 408 "))
    }

    @Test(arguments: ["", "POST / HTTP/1.1\r\nHost: h\r\n", "{"]) func theSignalToEndEndsTheWait(sent: String)
        async throws
    {
        let (exitCode, output) = try await Self.run(sent, stopped: true)
        #expect(exitCode == 75)
        #expect(output.contains("asked to end"))
    }

    @Test func aWholeRequestIsAnswered() async throws {
        let sent = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
        let (exitCode, output) = try await Self.run(sent, patience: .seconds(999))
        #expect(exitCode == 0 && output.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func aRequestThatEndsEarlyIsMalformed() async throws {
        let sent = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n{}"
        let (exitCode, output) = try await Self.run(sent, ends: true, patience: .seconds(999))
        #expect(exitCode == 65 && output.hasPrefix("HTTP/1.1 400 "))
    }
}
