// SPDX-License-Identifier: MIT

import FoundationEssentials
import SyncCore

/// A delivery that waited in an SQS queue: an HTTP API puts the raw body there, with the signature as the message
/// attribute `x-infisical-signature`, and Infisical has its answer before the push begins.
///
/// A queue holds messages for up to 14 days, and its redeliveries must not be refused as replays. The signature's age is
/// therefore measured at the moment when SQS took the message: `SentTimestamp` is set by SQS itself, not by the sender,
/// and Lambda hands it over. A captured delivery that is sent again goes into the queue again, later than the tolerance
/// allows, and is refused; so is a message that somebody moves back out of a dead-letter queue, which counts as sent
/// then: `render-sync sync` does its work. A `SentTimestamp` older than a queue can keep, or in the future, was not set
/// by SQS.
struct QueuedMessage: Sendable, Equatable {
    /// The longest that a queue keeps a message.
    static let longestRetention = Duration.seconds(14 * 86_400)
    /// How far SQS's clock may be ahead of this machine's.
    static let clockSkew = Duration.seconds(300)

    /// The message's id, for the list of those to try again.
    var id: String
    /// When SQS took the message, in milliseconds since 1970.
    var sentAt: Int64
    /// The delivery.
    var request: DoorRequest

    /// Whether the time is one that SQS can have set.
    func isPlausible(unixMilliseconds now: Int64) -> Bool {
        Self.isPlausible(sentAt, unixMilliseconds: now)
    }

    /// Whether a queue can have taken a message in then: not in the future, nor longer ago than any queue keeps it.
    static func isPlausible(_ moment: Int64, unixMilliseconds now: Int64) -> Bool {
        let age = Duration.milliseconds(now - moment)
        return age <= longestRetention && age >= .zero - clockSkew
    }
}

extension QueuedMessage {
    /// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    struct Record: Decodable {
        struct Attribute: Decodable {
            var stringValue: String?
        }

        var messageId: String?
        var eventSource: String?
        var body: String?
        var attributes: [String: String]?
        var messageAttributes: [String: Attribute]?
    }

    /// Nil for a record that is no message of SQS.
    init?(_ record: Record) {
        guard record.eventSource == "aws:sqs", let id = record.messageId, let body = record.body,
            let sentAt = record.attributes?["SentTimestamp"].flatMap({ Int64($0) }), (0...(1 << 50)).contains(sentAt)
        else { return nil }
        let signatures = (record.messageAttributes ?? [:])
            .filter { $0.key.lowercased() == SignatureHeader.name }.compactMap(\.value.stringValue)
        self.init(
            id: id, sentAt: sentAt,
            request: DoorRequest(method: "POST", target: "/", signatures: signatures, body: Array(body.utf8)))
    }

    /// Whether the message must come again: the delivery was believed, and what it asks for is not done. A message that
    /// is refused for itself would only be refused again.
    static func mustComeAgain(after answer: DoorAnswer) -> Bool {
        answer.status == 422 || answer.status >= 500
    }
}
