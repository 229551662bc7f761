// SPDX-License-Identifier: MIT

import Basics

/// A response's status that may pass.
struct TransientStatus: Sendable {
    var status: Int
    var hint: Duration?

    init?(_ response: HTTPResponse, unixMilliseconds: Int64) {
        guard response.status == 408 || response.status == 429 || (500...599).contains(response.status) else {
            return nil
        }
        status = response.status
        let hint = RateLimitHint(headers: response.headers, unixMilliseconds: unixMilliseconds)
        // An error of the API's own carries the rate limit's headers too, which say nothing about it.
        self.hint = status == 429 ? hint.wait : hint.retryAfter
    }
}

/// Why one attempt of a call failed.
enum AttemptError: Error {
    case transport(TransportError)
    case transient(TransientStatus)
    /// The body is not what the decoder expects.
    case unreadable(status: Int, isJSON: Bool)
    /// `target` is fit to be printed.
    case redirected(status: Int, target: String?)
    case refused(APIRefusal)
    case noRoom(resetsIn: Duration)
    case ended(DeadlineError)

    /// Whether another attempt may help; nil when not.
    var kind: CallFailure.Kind? {
        switch self {
        case .transport(.cancelled): .stopped
        case .transport(let error): error.mayPass ? .mayPass : nil
        case .transient: .mayPass
        // A body that was cut, or a proxy's page, may pass. JSON of another shape is what this server says.
        case .unreadable(_, let isJSON): isJSON ? nil : .mayPass
        case .redirected, .refused, .noRoom, .ended: nil
        }
    }

    /// Whether the API surely did not act: the request did not arrive, or was turned away.
    var hadNoEffect: Bool {
        switch self {
        case .transport(let error): error.isUnsent
        case .transient(let transient): transient.status == 429
        case .unreadable: false
        case .redirected, .refused, .noRoom, .ended: true
        }
    }

    /// How long the API asks to wait.
    var hint: Duration? {
        if case .transient(let transient) = self { transient.hint } else { nil }
    }
}
