// SPDX-License-Identifier: MIT

public import SyncCore

/// A request to one of the APIs, as a plain value. Prints without its headers and body, which hold secrets.
public struct HTTPRequest: Sendable, Equatable {
    /// The methods that the APIs use.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// The method.
    public var method: Method
    /// The whole address, percent-encoded.
    public var url: String
    /// Sent as `Authorization: Bearer`.
    public var token: Secret?
    /// A JSON body; holds secret values.
    public var body: [UInt8]?
    /// Further headers; never printed, as those of a login may hold a key.
    public var headers: [String: String] = [:]
    /// Whether a connection of its own is opened for it: libcurl itself repeats a request on a reused one that
    /// turns out dead, and not every request may arrive twice.
    public var needsFreshConnection = false
    /// The time that it may take.
    public var timeout: Duration = .seconds(30)

    /// Takes what most requests differ in.
    public init(_ method: Method, _ url: String, token: Secret? = nil, body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.token = token
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(method.rawValue) \(url)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
