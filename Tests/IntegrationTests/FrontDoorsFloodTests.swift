// SPDX-License-Identifier: MIT

import Foundation
import Glibc
import Testing
import TestSupport

/// More of everything than a webhook ever brings.
@Suite(.serialized) struct FrontDoorsFloodTests {
    /// Both sides of a thousand connections need more descriptors than the usual soft limit has.
    private static let raisesLimit: Void = {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 20_000)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }()

    private static func connections(_ count: Int, _ server: ServingProgram) async throws -> [Connection] {
        _ = raisesLimit
        var connections: [Connection] = []
        for _ in 0..<count { connections.append(try await server.connect()) }
        return connections
    }

    @Test func aDeliveryIsAnsweredAmongIdleConnectionsAndForgeries() async throws {
        try await ProgramUnderTest.withServer { server in
            let idle = try await Self.connections(1000, server)
            defer { idle.forEach { $0.close() } }
            let forged = try await Self.connections(100, server)
            defer { forged.forEach { $0.close() } }
            for connection in forged { try? await connection.send(SignedDelivery(key: "guess").request()) }
            try await server.expect(200, for: SignedDelivery(event: "test").request())
            for connection in forged {
                #expect(HTTPAnswer(await connection.readToEnd()).status == 401)
            }
        }
    }

    /// 1,000 bodies of 1 MiB, each but its last byte: all of them in memory at once would be 1 GiB.
    @Test(.disabled(if: Sanitizer.isOn, "a sanitizer's own memory would be counted"))
    func largeBodiesShareABoundedMemory() async throws {
        try await ProgramUnderTest.withServer { server in
            let before = try server.program.memory("VmHWM")
            let body = [UInt8](repeating: 0x20, count: (1 << 20) - 1)
            let request = Array("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n".utf8) + body
            let senders = try await Self.connections(1000, server)
            defer { senders.forEach { $0.close() } }
            // A refused one is cut off in the middle, as it should be.
            for sender in senders { try? await sender.send(request) }
            try await server.expect(200, for: SignedDelivery(event: "test").request())
            let grown = (try server.program.memory("VmHWM") - before) / 1024
            print("memory of 1,000 connections that send 1 MiB each: \(grown) MiB at most")
            #expect(grown < 128)
        }
    }

    @Test func aLargeBodyIsTakenWhileThereIsRoom() async throws {
        try await ProgramUnderTest.withServer { server in
            for _ in 0..<40 {
                let delivery = SignedDelivery(event: "test", padding: 1_000_000)
                try await server.expect(200, for: delivery.request())
            }
        }
    }
}
