// SPDX-License-Identifier: MIT

import Basics

/// A request to one of the APIs, as a plain value. Prints without its headers and body, which hold secrets.
package struct HTTPRequest: Sendable, Equatable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package var method: Method
    /// The whole address, percent-encoded.
    package var url: String
    /// Sent as `Authorization: Bearer`.
    package var token: Secret?
    /// A JSON body; holds secret values.
    package var body: [UInt8]?
    /// Further headers. Never printed: those of a login may hold a key.
    package var headers: [String: String] = [:]
    /// Whether it gets a connection of its own. libcurl sends a request again when a reused connection turns out dead, and
    /// not every request may arrive twice.
    package var needsFreshConnection = false
    /// The longest that one attempt may take.
    package var timeout: Duration = .seconds(30)

    package init(_ method: Method, _ url: String, token: Secret? = nil, body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.token = token
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(method.rawValue) \(url)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
