// SPDX-License-Identifier: MIT

/// A request as the log keeps it: no header values and no body, so that no secret is in it.
public struct LoggedRequest: Codable, Sendable {
    /// The place in the order of arrival, from 1.
    public let number: Int
    /// The API that was called.
    public let service: SandboxService
    /// The method.
    public let method: String
    /// Path and query as received.
    public let path: String
    /// The names of the headers, in lower case, in order.
    public let headerNames: [String]
    /// The size of the body in bytes.
    public let bodySize: Int
    /// The number of the connection that brought it, from 1, counted over both APIs.
    public let connection: Int
    /// `HTTP/1.1` or `HTTP/2`.
    public let httpVersion: String
    /// Nanoseconds from the server's start to the arrival.
    public let arrivedAt: Int64
    /// Nanoseconds from the server's start to the answer; nil when none was given.
    public internal(set) var answeredAt: Int64?
    /// The answer's status; nil when none was given.
    public internal(set) var status: Int?

    /// The path without the query.
    public var pathOnly: String {
        String(path.prefix { $0 != "?" })
    }
}

extension LoggedRequest: CustomStringConvertible {
    /// One line: service, method, path and status.
    public var description: String {
        "#\(number) \(service.rawValue) \(method) \(path) \(status.map(String.init) ?? "-")"
    }
}
