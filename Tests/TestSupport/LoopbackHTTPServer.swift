// SPDX-License-Identifier: MIT

import Foundation
import Glibc
import NIOConcurrencyHelpers

/// A plain HTTP/1.1 server on a free port of loopback, for what a test emulates. A thread for each connection, so that a
/// handler may wait as long as it likes.
package final class LoopbackHTTPServer: Sendable {
    /// One request.
    package struct Request: Sendable {
        package var method: String
        package var target: String
        /// By name in lower case.
        package var headers: [String: String]
        package var body: [UInt8]

        /// The target without its query.
        package var path: String { String(target.prefix { $0 != "?" }) }
        package var text: String { String(decoding: body, as: UTF8.self) }
        package var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
        }
    }

    /// One answer.
    package struct Response: Sendable {
        package var status: Int
        package var headers: [(name: String, value: String)]
        package var body: [UInt8]

        package init(_ status: Int, _ body: String = "", headers: [(name: String, value: String)] = []) {
            self.status = status
            self.headers = headers
            self.body = Array(body.utf8)
        }
    }

    private struct CannotListen: Error {}

    private let listener: Int32
    /// The port that it listens on.
    package let port: Int
    private let handle: @Sendable (Request) -> Response?
    private let seen = NIOLockedValueBox<[Request]>([])
    private let connections = NIOLockedValueBox<Set<Int32>>([])

    /// Listens at once. A nil answer closes the connection.
    package init(_ handle: @escaping @Sendable (Request) -> Response?) throws {
        signal(SIGPIPE, SIG_IGN)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard isListening else { throw CannotListen() }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.handle = handle
        Thread.detachNewThread { [self] in acceptAll() }
    }

    /// `127.0.0.1` and the port.
    package var authority: String { "127.0.0.1:\(port)" }
    /// The address.
    package var url: String { "http://\(authority)" }
    /// Every request so far.
    package var requests: [Request] { seen.withLockedValue { $0 } }

    /// Ends the listener and every connection.
    package func stop() {
        // The thread that accepts closes it: a number in use must not become another server's meanwhile.
        shutdown(listener, Int32(SHUT_RDWR))
        connections.withLockedValue { $0.forEach { shutdown($0, Int32(SHUT_RDWR)) } }
    }

    private func acceptAll() {
        defer { close(listener) }
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            if connection < 0 { if errno == EINTR { continue } else { return } }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            connections.withLockedValue { _ = $0.insert(connection) }
            Thread.detachNewThread { [self] in
                serve(connection)
                connections.withLockedValue { _ = $0.remove(connection) }
                close(connection)
            }
        }
    }

    private func serve(_ connection: Int32) {
        var buffer: [UInt8] = []
        while let request = Self.next(connection, &buffer) {
            seen.withLockedValue { $0.append(request) }
            guard let response = handle(request), Self.send(response, connection) else { return }
        }
    }

    private static func next(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let split = buffer.firstRange(of: end) {
                let lines = String(decoding: buffer[..<split.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                let words = lines[0].split(separator: " ").map(String.init)
                guard words.count == 3 else { return nil }
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                    guard parts.count == 2 else { return nil }
                    headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
                }
                let length = headers["content-length"].flatMap { Int($0) } ?? 0
                if buffer.count - split.upperBound >= length {
                    let body = Array(buffer[split.upperBound..<split.upperBound + length])
                    buffer.removeFirst(split.upperBound + length)
                    return Request(method: words[0], target: words[1], headers: headers, body: body)
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = recv(connection, &chunk, chunk.count, 0)
            if count <= 0 { return nil }
            buffer += chunk[..<count]
        }
    }

    private static func send(_ response: Response, _ connection: Int32) -> Bool {
        var lines = ["HTTP/1.1 \(response.status) Status", "Content-Length: \(response.body.count)"]
        lines += response.headers.map { "\($0.name): \($0.value)" }
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + response.body
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
