// SPDX-License-Identifier: MIT

import Basics

/// A request as a front door got it, before anybody knows whether it is a delivery.
package struct WebhookRequest: Sendable, Equatable {
    /// The HTTP method, as sent.
    package var method: String
    /// The request target, or CGI's `PATH_INFO`.
    package var target: String
    /// Every value of the signature header.
    package var signatures: [String]
    /// The raw body.
    package var body: [UInt8]
    /// Every value of the header that carries the signature of a CloudEvent. Only a server behind a queue looks at it.
    package var eventSignatures: [String] = []
    /// Every value of the header that carries a CloudEvent's time.
    package var eventTimes: [String] = []

    package init(method: String, target: String, signatures: [String] = [], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.signatures = signatures
        self.body = body
    }
}

extension WebhookRequest {
    /// Whether the response must come without its body.
    var isHead: Bool { method.hasSameBytes(as: "HEAD") }
}

/// What a client sent: a request, or what is responded to bytes that are none.
package enum ReceivedRequest: Sendable {
    case request(WebhookRequest)
    case refused(WebhookResponse)
}
