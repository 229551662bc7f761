// SPDX-License-Identifier: MIT

/// The network: one request, one answer. The program passes libcurl in, tests their own.
package protocol HTTPTransport: Sendable {
    /// Sends once, without repetition. Cancelling the task ends the call.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// A call that brought no answer.
package enum TransportError: Error, Sendable, Equatable {
    /// The host's name was not found.
    case unresolved(String)
    /// No connection came about.
    case unreachable(String)
    /// The server's certificate, or TLS itself, was not accepted.
    case tls(String)
    /// The connection broke, or what came was no HTTP.
    case broken(String)
    /// No complete answer in time.
    case timedOut
    /// The answer is over the bound, in bytes.
    case tooLarge(bound: Int)
    /// The task was cancelled.
    case cancelled
    /// libcurl refused the request itself.
    case unsendable(String)

    /// Whether nothing can have reached the service.
    package var isSurelyUnsent: Bool {
        switch self {
        case .unresolved, .unreachable, .tls, .unsendable: true
        case .broken, .timedOut, .tooLarge, .cancelled: false
        }
    }

    /// What happened, for people.
    package var message: String {
        switch self {
        case .unresolved(let detail): "host name not found (\(detail))"
        case .unreachable(let detail): "no connection (\(detail))"
        case .tls(let detail):
            "TLS failed (\(detail)): for a certificate authority of your own set CURL_CA_BUNDLE to its PEM file"
        case .broken(let detail): "the connection broke (\(detail))"
        case .timedOut: "no answer in time"
        case .tooLarge(let bound): "the answer is larger than \(bound >> 20) MiB"
        case .cancelled: "cancelled"
        case .unsendable(let detail): "the request could not be sent (\(detail))"
        }
    }
}
