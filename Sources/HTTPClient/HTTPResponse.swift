// SPDX-License-Identifier: MIT

/// An API's answer. Prints without its body, which may hold secrets.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: Int
    /// The headers, names in lower case; of a repeated one the last.
    public var headers: [String: String]
    /// The body.
    public var body: [UInt8]
    /// Whether the connection carries many requests at once (HTTP/2).
    public var isMultiplexed: Bool

    /// Takes all parts.
    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = [], isMultiplexed: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isMultiplexed = isMultiplexed
    }

    /// Whether the status says success.
    public var isSuccess: Bool { (200..<300).contains(status) }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
    public var description: String { "status \(status), \(body.count) bytes" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
