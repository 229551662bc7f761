// SPDX-License-Identifier: MIT

import Basics

/// What people read about calls that failed.
enum HTTPClientMessages {
    static func refused(_ status: Int, _ message: String?, hint: String?) -> String {
        var text = "refused (\(status))"
        if let message { text += ": \(message)" }
        if let hint { text += "; \(hint)" }
        return text
    }

    static func attempts(_ count: Int) -> String { count == 1 ? "" : ", \(count) attempts" }

    static func noTimeForNextAttempt(_ wait: Duration, _ reason: String) -> String {
        ", next attempt in \(max(1, (wait.milliseconds + 999) / 1000)) s; \(reason)"
    }
}

extension AttemptError {
    func message(_ api: API, _ endpoint: String) -> String {
        if case .refused(let refusal) = self, refusal.standsAlone { return refusal.message }
        return "\(api.rawValue) \(endpoint): \(message(api))"
    }

    private func message(_ api: API) -> String {
        switch self {
        case .transport(let error): error.message(authorities: api.authoritiesVariable)
        case .transient(let transient) where transient.status == 429: "rate limit reached (429)"
        case .transient(let transient): "status \(transient.status)"
        case .unreadable(let status, _): "the response (status \(status)) is not what the API documents"
        case .redirected(let status, let target):
            "redirected (\(status))" + (target.map { " to \($0)" } ?? "") + ", which is not followed"
                + (api.addressVariable.map { ": set \($0) to the address that answers itself" } ?? "")
        case .refused(let refusal): refusal.message
        case .noRoom(let resetsIn): "the rate limit has no room for \(resetsIn.components.seconds) s"
        case .ended(let reason): CallFailure(reason).message
        }
    }
}

extension TransportError {
    package var message: String { message(authorities: API.commonAuthorities) }

    /// `authorities` is the variable that names the trusted ones.
    func message(authorities: String) -> String {
        switch self {
        case .unresolved(let detail): "host name not found (\(detail))"
        case .unreachable(let detail): "no connection (\(detail))"
        case .tls(let detail):
            "TLS failed (\(detail)): for a certificate authority of your own set \(authorities) to its PEM file"
        case .notTLS: "the other side does not speak TLS: check the port, or use http"
        case .badAuthorities(let file, let variable):
            (variable.map { "\($0): " } ?? "") + "\(file) cannot be read: expected certificates in PEM form"
        case .broken(let detail): "the connection broke (\(detail))"
        case .timedOut: "no response in time"
        case .tooLarge(let bound):
            "the response is larger than " + (bound < 1 << 20 ? "\(bound >> 10) KiB" : "\(bound >> 20) MiB")
        case .cancelled: "cancelled"
        case .unsendable(let detail): "the request could not be sent (\(detail))"
        }
    }
}
