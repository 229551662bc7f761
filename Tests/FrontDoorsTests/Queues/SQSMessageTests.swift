// SPDX-License-Identifier: MIT

import SyncCore
import Testing
@testable import FrontDoors

/// Deliveries that waited in an SQS queue.
@Suite struct LambdaQueueTests {
    private static let record = #"""
        {"messageId":"m-1","receiptHandle":"r","body":"{\"event\":\"test\"}","attributes":{"ApproximateReceiveCount":"1",
        "SentTimestamp":"1790000000000","SenderId":"AIDA","ApproximateFirstReceiveTimestamp":"1790000000001"},
        "messageAttributes":{"X-Infisical-Signature":{"stringValue":"t=1;aa","dataType":"String"}},
        "md5OfBody":"x","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:q","awsRegion":"us-east-2"}
        """#

    private static func messages(_ records: String) throws -> [SQSMessage] {
        guard case .messages(let messages) = try LambdaEvent(Array(#"{"Records":[\#(records)]}"#.utf8)) else {
            return []
        }
        return messages
    }

    @Test func aMessageBecomesADelivery() throws {
        let request = WebhookRequest(
            method: "POST", target: "/", signatures: ["t=1;aa"], body: Array(#"{"event":"test"}"#.utf8))
        #expect(
            try Self.messages(Self.record) == [SQSMessage(id: "m-1", sentAt: 1_790_000_000_000, request: request)])
    }

    /// Without the time that SQS set, a replay could not be told.
    @Test(arguments: ["SentTimestamp", "messageId", "aws:sqs"]) func aMessageWithoutItsMarksIsNone(mark: String) {
        let record = Self.record.replacing(mark, with: "other")
        #expect(throws: LambdaEventError.unknown) { try Self.messages(record) }
    }

    @Test(arguments: Verdict.allCases) func onlyABelievedDeliveryThatIsNotDoneComesAgain(verdict: Verdict) {
        let again: [Verdict] = [.guarded, .failed, .gaveUp, .misconfigured]
        let answer = WebhookResponse(DeliveryReport(verdict, ""))
        #expect(SQSMessage.mustComeAgain(after: answer) == again.contains(verdict))
    }
}
