// SPDX-License-Identifier: MIT

import Basics
import SyncCore
import TestSupport
import Testing
@testable import FrontDoors

@Suite struct WebhookEndpointTests {
    private let log = LogCollector()

    private func endpoint(
        queue: QueueKind? = nil, _ decision: DeliveryDecision = .report(.unauthorized, event: nil, reason: "a reason")
    ) -> WebhookEndpoint {
        WebhookEndpoint(
            decide: { _, _ in decision }, push: { _ in DeliveryReport(.synced, "pushed") }, queue: queue, time: .still,
            log: log.logger)
    }

    private func status(of request: WebhookRequest, _ endpoint: WebhookEndpoint) -> Int? {
        if case .respond(let response) = endpoint.decide(request) { response.status } else { nil }
    }

    private static func post(_ body: String = "{}") -> WebhookRequest {
        WebhookRequest(method: "POST", target: "/", body: Array(body.utf8))
    }

    @Test func aRefusedDeliveryHasOneLineWithTheReasonThatItsSenderIsNotTold() {
        #expect(status(of: Self.post(), endpoint()) == 401)
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.hasPrefix("warning a reason [") == true)
    }

    @Test(arguments: [("GET", "/", 405), ("POST", "/nowhere", 404), ("GET", "/healthz", 200)])
    func whatIsNoDeliveryHasNoLine(method: String, target: String, expected: Int) {
        #expect(status(of: WebhookRequest(method: method, target: target), endpoint()) == expected)
        #expect(log.lines.isEmpty)
    }

    @Test func aBodyBeyondTheBoundIsRefusedAndLogged() {
        let request = Self.post(String(repeating: " ", count: Delivery.bodyBound + 1))
        #expect(status(of: request, endpoint()) == 413)
        #expect(log.lines.count == 1)
    }

    /// The queue itself drops what is refused: nobody else would hear of it.
    @Test(arguments: [
        #"{"message":{}}"#, #"{"message":{"data":"e30=","publishTime":"2026-01-01T00:00:00Z"}}"#,
    ])
    func whatAQueueCannotHaveSentIsLogged(body: String) {
        #expect(status(of: Self.post(body), endpoint(queue: .pubsub)) == 400)
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.contains("result: refused") == true)
    }

    @Test func aVerifiedDeliveryIsPushedOrNotified() {
        let event = Event(kind: .other("stub"), signers: [])
        for decision in [DeliveryDecision.push([], event), .notify(.unauthorized, event)] {
            guard case .push(let delivery) = endpoint(decision).decide(Self.post()) else {
                Issue.record("\(decision) was not pushed")
                continue
            }
            switch (decision, delivery.work) {
            case (.push, .push), (.notify, .notify): break
            default: Issue.record("\(decision) became \(delivery.work)")
            }
        }
    }
}
