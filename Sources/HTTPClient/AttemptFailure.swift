// SPDX-License-Identifier: MIT

import Basics

/// Thrown by a client's decoder for an answer that says no; the message holds no secret.
package struct APIRefusal: Error, Sendable {
    /// The status, what it means here and what to do.
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}

/// An answer's status that may pass.
struct TransientStatus: Sendable {
    var status: Int
    var hint: Duration?

    init?(_ response: HTTPResponse, unixMilliseconds: Int64) {
        guard response.status == 408 || response.status == 429 || (500...599).contains(response.status) else {
            return nil
        }
        status = response.status
        let hint = RateLimitHint(headers: response.headers, unixMilliseconds: unixMilliseconds)
        // An error of the service's own carries the rate limit's headers too, which say nothing about it.
        self.hint = status == 429 ? hint.wait : hint.retryAfter
    }
}

/// Why one attempt brought nothing.
enum AttemptFailure: Error {
    case transport(TransportError)
    case transient(TransientStatus)
    case unreadable(status: Int)
    case refused(String)
    case gaveUp(DeadlineError)

    /// Whether another attempt may help; nil when not.
    var kind: ServiceFailure.Kind? {
        switch self {
        case .transport(.tls), .transport(.tooLarge), .transport(.unsendable), .refused, .gaveUp: nil
        case .transport(.cancelled): .stopped
        case .transport, .transient, .unreadable: .mayPass
        }
    }

    /// Whether the service surely did not act: the request did not arrive, or the rate limit turned it away.
    var isSurelyWithoutEffect: Bool {
        switch self {
        case .transport(let error): error.isSurelyUnsent
        case .transient(let transient): transient.status == 429
        case .unreadable: false
        case .refused, .gaveUp: true
        }
    }

    var hint: Duration? {
        if case .transient(let transient) = self { transient.hint } else { nil }
    }

    var message: String {
        switch self {
        case .transport(let error): error.message
        case .transient(let transient) where transient.status == 429: "rate limit reached (429)"
        case .transient(let transient): "status \(transient.status)"
        case .unreadable(let status): "the answer (status \(status)) is not what the API documents"
        case .refused(let message): message
        case .gaveUp(let reason): ServiceFailure(reason).message
        }
    }
}
