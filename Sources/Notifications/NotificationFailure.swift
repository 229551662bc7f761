// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import SyncCore

/// Why a notification was not taken. Says nothing of its address: anyone who knows it can post.
package struct NotificationFailure: Error, Sendable, Equatable {
    package let message: String
    /// Whether the same may be taken later.
    package let mayPass: Bool

    package var verdict: Verdict { mayPass ? .gaveUp : .failed }

    static let noTime = NotificationFailure(message: "no time was left for it", mayPass: true)

    /// Nil when the response says that it was taken. A text from there may repeat what was sent: `secrets` are hidden.
    static func of(_ response: HTTPResponse, hiding secrets: [Secret]) -> NotificationFailure? {
        guard !response.isSuccess else { return nil }
        let status = response.status
        if (300..<400).contains(status) {
            return NotificationFailure(
                message: "redirected (\(status)), which is not followed: set RENDER_SYNC_NOTIFY_URL to the address "
                    + "that answers itself", mayPass: false)
        }
        let text = APIErrorBody(response.body)?.message ?? firstLine(response.body)
        let cleaned = SafeText.clean(text, hiding: secrets)
        let mayPass = status == 408 || status == 429 || status >= 500
        return NotificationFailure(
            message: "refused (\(status))" + (cleaned.isEmpty ? "" : ": \(cleaned)")
                + (mayPass ? "" : "; check RENDER_SYNC_NOTIFY_URL"),
            mayPass: mayPass)
    }

    static func of(_ error: TransportError, hiding secrets: [Secret]) -> NotificationFailure {
        let check = ": check RENDER_SYNC_NOTIFY_URL"
        let (message, mayPass): (String, Bool) =
            switch error {
            // libcurl's own words would name the host.
            case .unresolved: ("host name not found" + check, true)
            case .unreachable: ("no connection" + check, true)
            case .broken: ("the connection broke", true)
            case .timedOut, .cancelled: ("no response in time", true)
            case .tls(let detail): (TransportError.tls(SafeText.clean(detail, hiding: secrets)).message, false)
            case .unsendable(let detail):
                (TransportError.unsendable(SafeText.clean(detail, hiding: secrets)).message, false)
            case .notTLS, .badAuthorities, .tooLarge: (error.message, false)
            }
        return NotificationFailure(message: message, mayPass: mayPass)
    }

    /// Of an error that is no JSON, as Slack's are not.
    private static func firstLine(_ body: [UInt8]) -> String {
        let start = body.prefix(2000).drop { !ASCII.isVisible($0) }
        return String(decoding: start.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }
}
