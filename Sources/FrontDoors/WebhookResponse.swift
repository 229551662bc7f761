// SPDX-License-Identifier: MIT

import SyncCore

/// What a front door sends: an HTTP status, the headers that matter, and a JSON body.
package struct WebhookResponse: Sendable, Equatable {
    /// The HTTP status.
    package var status: Int
    /// The `Allow` header of a 405.
    package var allow: String?
    /// The body; left out in the response to HEAD. Empty where the client could misread it.
    package var body: [UInt8]
    /// What `handle` exits with.
    package var exitCode: Int32
    /// Whether this responds to a delivery, taken or refused, and not to a health check.
    package var isDelivery: Bool

    /// The response that carries a report.
    package init(_ report: DeliveryReport, allow: String? = nil, isDelivery: Bool = true) {
        status = report.verdict.httpStatus
        exitCode = report.verdict.exitCode
        body = report.json
        self.allow = allow
        self.isDelivery = isDelivery
    }

    /// The response to a health check.
    static let healthy: WebhookResponse = {
        var response = WebhookResponse(DeliveryReport(.ignored, "healthy"), isDelivery: false)
        response.body = Array(#"{"status":"ok"}"#.utf8)
        return response
    }()

    /// A refusal of the door itself, before anybody looks at a signature.
    package static func refusal(_ verdict: Verdict, _ message: String? = nil, allow: String? = nil) -> WebhookResponse {
        WebhookResponse(DeliveryReport(verdict, message ?? DoorMessages.reason(verdict)), allow: allow)
    }

    /// The headers, in order; names as HTTP writes them.
    var headers: [(name: String, value: String)] {
        (body.isEmpty ? [] : [("Content-Type", "application/json")]) + [("Cache-Control", "no-store")]
            + (allow.map { [("Allow", $0)] } ?? [])
    }
}
