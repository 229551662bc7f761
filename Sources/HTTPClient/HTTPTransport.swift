// SPDX-License-Identifier: MIT

/// The network: one request, one response. The program passes libcurl in, tests their own.
package protocol HTTPTransport: Sendable {
    /// Sends once, without repetition. Cancelling the task ends the call.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// A call that brought no response. The texts are libcurl's, or name a file; they hold nothing that was sent.
package enum TransportError: Error, Sendable, Equatable {
    /// The host's name was not found.
    case unresolved(String)
    /// No connection came about.
    case unreachable(String)
    /// The server's certificate, or TLS itself, was not accepted.
    case tls(String)
    /// The server does not speak TLS.
    case notTLS
    /// The file of certificate authorities cannot be used; and the variable that names it.
    case badAuthorities(file: String, variable: String?)
    /// The connection broke, or what came was no HTTP.
    case broken(String)
    /// No complete response in time.
    case timedOut
    /// The response is over the bound, in bytes.
    case tooLarge(bound: Int)
    /// The task was cancelled.
    case cancelled
    /// The request cannot be sent as it is, or the transport cannot work here.
    case unsendable(String)

    /// Whether nothing can have reached the API.
    package var isUnsent: Bool {
        switch self {
        case .unresolved, .unreachable, .tls, .notTLS, .badAuthorities, .unsendable: true
        case .broken, .timedOut, .tooLarge, .cancelled: false
        }
    }

    /// Whether the same request may get a response later.
    var mayPass: Bool {
        switch self {
        case .unresolved, .unreachable, .broken, .timedOut: true
        case .tls, .notTLS, .badAuthorities, .tooLarge, .cancelled, .unsendable: false
        }
    }
}
