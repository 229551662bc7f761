// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// A delivery that waited in an SQS queue: an HTTP API puts the raw body there, with the signature as the message
/// attribute `x-infisical-signature`, and Infisical has its response before the push begins.
///
/// A queue holds messages for up to 14 days, and its redeliveries must not be refused as replays. The signature's age is
/// therefore measured at the moment when SQS took the message: `SentTimestamp` is set by SQS itself, not by the sender,
/// and Lambda hands it over. A captured delivery that is sent again goes into the queue again, later than the tolerance
/// allows, and is refused; so is a message that somebody moves back out of a dead-letter queue, which counts as sent
/// then: `render-sync sync` does its work. A `SentTimestamp` older than a queue can keep, or in the future, was not set
/// by SQS.
struct SQSMessage: Sendable, Equatable {
    /// The message's id, for the list of those to try again.
    var id: String
    /// When SQS took the message, in milliseconds since 1970.
    var sentAt: Int64
    /// The delivery.
    var request: WebhookRequest
}

extension SQSMessage {
    /// Nil for a record that is no message of SQS. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    init?(_ record: JSONValue) {
        guard record["eventSource"]?.string?.hasSameBytes(as: "aws:sqs") == true, let id = record["messageId"]?.string,
            let body = record["body"]?.string,
            let sentAt = record["attributes"]?["SentTimestamp"]?.string.flatMap({ Int64($0) }),
            (0...(1 << 50)).contains(sentAt)
        else { return nil }
        let signatures = (record["messageAttributes"]?.object ?? [:])
            .filter { ASCII.isSame($0.key, SignatureHeader.name) }.compactMap { $0.value["stringValue"]?.string }
        self.init(
            id: id, sentAt: sentAt,
            request: WebhookRequest(method: "POST", target: "/", signatures: signatures, body: Array(body.utf8)))
    }

    /// Whether the message must come again: the delivery was believed, and what it asks for is not done. A message that
    /// is refused for itself would only be refused again.
    static func mustComeAgain(after response: WebhookResponse) -> Bool {
        [Verdict.guarded, .failed].map(\.httpStatus).contains(response.status) || response.status >= 500
    }
}
