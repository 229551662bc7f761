// SPDX-License-Identifier: MIT

/// An API's response. Prints without its body, which may hold secrets.
package struct HTTPResponse: Sendable {
    /// The status code.
    package var status: Int
    /// The headers, names in lower case; of a repeated one the last.
    package var headers: [String: String]
    /// The body.
    package var body: [UInt8]
    /// Whether the connection carries many requests at once (HTTP/2).
    package var isMultiplexed: Bool

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = [], isMultiplexed: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isMultiplexed = isMultiplexed
    }

    /// Whether the status says success.
    package var isSuccess: Bool { (200..<300).contains(status) }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
    package var description: String { "status \(status), \(body.count) bytes" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
