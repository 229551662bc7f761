// SPDX-License-Identifier: MIT

import Glibc
import Testing
@testable import FrontDoors

@Suite struct InheritedSocketTests {
    private static let environment = ["LISTEN_FDS": "1", "LISTEN_PID": "42"]

    private static func find(
        _ environment: [String: String] = environment, _ descriptor: Int32 = -1
    ) throws(ServerError) -> InheritedSocket? {
        try InheritedSocket.find(in: environment, processID: 42, descriptor: descriptor)
    }

    /// Runs with a socket of the kind.
    private static func withSocket(
        _ kind: __socket_type = SOCK_STREAM, listening: Bool = false, _ body: (Int32) throws -> Void
    ) rethrows {
        let descriptor = socket(AF_UNIX, Int32(kind.rawValue), 0)
        defer { close(descriptor) }
        if listening {
            // Linux gives a socket without a name one of its own.
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sa_family_t>.size))
                }
            }
            #expect(bound == 0 && listen(descriptor, 1) == 0)
        }
        try body(descriptor)
    }

    @Test func aSocketThatListensIsToldFromAConnection() throws {
        try Self.withSocket(listening: true) { descriptor in
            let found = try Self.find(Self.environment, descriptor)
            #expect(found == .listening(descriptor))
        }
        try Self.withSocket { descriptor in
            let found = try Self.find(Self.environment, descriptor)
            #expect(found == .connected(descriptor))
        }
    }

    @Test func withoutLISTEN_FDSNothingIsInherited() throws {
        #expect(try Self.find([:]) == nil)
        #expect(try Self.find(["LISTEN_FDS": "0"]) == nil)
    }

    @Test func aSocketForAnotherProcessIsLeftAlone() throws {
        #expect(try Self.find(["LISTEN_FDS": "1", "LISTEN_PID": "43"]) == nil)
    }

    @Test func LISTEN_PIDMayBeAbsent() throws {
        try Self.withSocket { descriptor in
            let found = try Self.find(["LISTEN_FDS": "2"], descriptor)
            #expect(found == .connected(descriptor))
        }
    }

    /// Listening on PORT instead would leave the one who passed the socket waiting.
    @Test func whatCannotBeUsedIsAnError() {
        #expect(throws: ServerError.self) { try Self.find(Self.environment, 9999) }
        #expect(throws: ServerError.self) { try Self.find(["LISTEN_FDS": "one"]) }
        Self.withSocket(SOCK_DGRAM) { descriptor in
            #expect(throws: ServerError.self) { try Self.find(Self.environment, descriptor) }
        }
    }
}
