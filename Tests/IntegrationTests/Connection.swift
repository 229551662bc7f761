// SPDX-License-Identifier: MIT

import Foundation
import Glibc
import NIOConcurrencyHelpers

/// A stream socket whose other end the program holds: no HTTP client lies in between that would repair what a
/// test breaks.
final class Connection: Sendable {
    struct Failure: Error {
        var what: String
        var code = errno
    }

    let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    static func open(port: Int) async throws -> Connection {
        try await offPool {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw Failure(what: "socket") }
            var address = Self.loopback(port: port)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard result == 0 else { throw Failure(what: "connect") }
            return Connection(descriptor)
        }
    }

    /// A socket that listens on a free port of loopback.
    static func listening() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard result else { throw Failure(what: "listen") }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Two ends of one connection; the other end is for the program, and closed once it has it.
    static func pair() throws -> (ours: Connection, theirs: Int32) {
        let listener = try listening()
        defer { Glibc.close(listener.descriptor) }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port: listener.port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let theirs = accept(listener.descriptor, nil, nil)
        guard result == 0, theirs >= 0 else { throw Failure(what: "pair") }
        _ = fcntl(theirs, F_SETFD, FD_CLOEXEC)
        return (Connection(descriptor), theirs)
    }

    func send(_ bytes: [UInt8]) async throws {
        try await Self.offPool { [descriptor] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { throw Failure(what: "send") }
                rest = rest.dropFirst(sent)
            }
        }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Everything until the other side closes; what came so far when it resets instead.
    func readToEnd() async -> [UInt8] {
        await read { _ in false }
    }

    /// Everything up to and including a text.
    func read(through text: String) async -> String {
        let end = Array(text.utf8)
        return String(decoding: await read { $0.count >= end.count && $0.suffix(end.count) == end[...] }, as: UTF8.self)
    }

    /// Closes our side: the other reads the end of its input.
    func finish() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func close() {
        Glibc.close(descriptor)
    }

    /// Closes with a reset in place of an orderly end.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Reads a byte at a time: nothing is taken that the next read should have.
    private func read(until isEnough: @escaping @Sendable ([UInt8]) -> Bool) async -> [UInt8] {
        let read: @Sendable () -> [UInt8] = { [descriptor] in
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while !isEnough(bytes), Glibc.recv(descriptor, &byte, 1, 0) == 1 { bytes.append(byte) }
            return bytes
        }
        return (try? await Self.offPool(read)) ?? []
    }

    /// On a thread of its own: blocked ones would use up the tests' pool.
    static func offPool<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        // Handed over under a lock: the thread sanitizer sees those, and no continuations.
        let outcome = NIOLockedValueBox<Result<Value, any Error>?>(nil)
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let result = Result { try body() }
                outcome.withLockedValue { $0 = result }
                continuation.resume()
            }
        }
        guard let result = outcome.withLockedValue(\.self) else { throw Failure(what: "thread") }
        return try result.get()
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }
}
