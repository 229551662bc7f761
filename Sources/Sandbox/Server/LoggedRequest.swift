// SPDX-License-Identifier: MIT

/// A request as the log keeps it: no header values and no body, so that no secret is in it.
package struct LoggedRequest: Codable, Sendable {
    /// The place in the order of arrival, from 1.
    package let number: Int
    package let service: SandboxService
    package let method: String
    /// Path and query as received.
    package let path: String
    /// The names of the headers, in lower case, in order.
    package let headerNames: [String]
    package let bodySize: Int
    /// The number of the connection that brought it, from 1, counted over both APIs.
    package let connection: Int
    /// `HTTP/1.1` or `HTTP/2`.
    package let httpVersion: String
    /// Nanoseconds from the server's start to the arrival.
    package let arrivedAt: Int64
    /// Nanoseconds from the server's start to the answer; nil when none was given.
    package internal(set) var answeredAt: Int64?
    package internal(set) var status: Int?

    package var pathOnly: String {
        String(path.prefix { $0 != "?" })
    }
}

extension LoggedRequest: CustomStringConvertible {
    package var description: String {
        "#\(number) \(service.rawValue) \(method) \(path) \(status.map(String.init) ?? "-")"
    }
}
