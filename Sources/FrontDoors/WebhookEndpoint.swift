// SPDX-License-Identifier: MIT

import Basics
import Logging
import SyncCore

/// What every front door asks about a request: respond with this, or push that and respond with the outcome.
package struct WebhookEndpoint: Sendable {
    /// What a request leads to.
    package enum Decision: Sendable {
        case respond(WebhookResponse)
        case push(VerifiedDelivery)
    }

    private let decideDelivery: @Sendable (Delivery, _ now: Int64) -> DeliveryDecision
    private let pushDelivery: @Sendable (VerifiedDelivery) async -> DeliveryReport
    private let queue: QueueKind?
    private let time: TimeSource
    private let log: Logger

    /// Behind a `queue`, what arrives is its messages, and deliveries are what they carry.
    package init(
        decide: @escaping @Sendable (Delivery, _ now: Int64) -> DeliveryDecision,
        push: @escaping @Sendable (VerifiedDelivery) async -> DeliveryReport, queue: QueueKind? = nil,
        time: TimeSource, log: Logger
    ) {
        decideDelivery = decide
        pushDelivery = push
        self.queue = queue
        self.time = time
        self.log = log
    }

    /// Decides at once, without I/O. `takenInAt`, in milliseconds since 1970, is when a queue took the request in.
    package func decide(_ request: WebhookRequest, takenInAt: Int64? = nil) -> Decision {
        switch Route(method: request.method, target: request.target) {
        case .health: .respond(.healthy)
        case .notFound: .respond(.refusal(.notFound))
        case .methodNotAllowed(let allow): .respond(.refusal(.methodNotAllowed, allow: allow))
        case .delivery(let onlySync): decide(request, onlySync, takenInAt)
        }
    }

    /// The same for what may be no request at all.
    package func decide(_ received: ReceivedRequest) -> Decision {
        switch received {
        case .request(let request): decide(request)
        case .refused(let response): .respond(response)
        }
    }

    /// Pushes, and gives the response.
    package func push(_ delivery: VerifiedDelivery) async -> WebhookResponse {
        response(await pushDelivery(delivery))
    }

    /// Decides, pushes and gives the response.
    package func respond(to request: WebhookRequest, takenInAt: Int64? = nil) async -> WebhookResponse {
        switch decide(request, takenInAt: takenInAt) {
        case .respond(let response): response
        case .push(let delivery): await push(delivery)
        }
    }

    private func decide(_ request: WebhookRequest, _ onlySync: String?, _ takenInAt: Int64?) -> Decision {
        let log = DeliveryLog(log, time: time)
        func refuse(_ verdict: Verdict, _ reason: String) -> Decision {
            let report = DeliveryReport(verdict, reason)
            log.summarize(report, event: nil, reason: reason)
            return .respond(WebhookResponse(report))
        }
        var (request, now) = (request, takenInAt ?? time.unixMilliseconds())
        if let queue {
            guard let message = QueuedDelivery(request, from: queue) else {
                return refuse(.malformed, DoorMessages.notOfQueue(queue))
            }
            guard QueueAge.isPlausible(message.takenInAt, now: now) else {
                return refuse(.malformed, DoorMessages.implausibleTime)
            }
            (request, now) = (message.request, message.takenInAt)
        }
        guard request.body.count <= Delivery.bodyBound else {
            return refuse(.tooLarge, DoorMessages.reason(.tooLarge))
        }
        let delivery = Delivery(body: request.body, signatures: request.signatures, onlySync: onlySync)
        switch decideDelivery(delivery, now) {
        case .push(let syncs, let event):
            return .push(VerifiedDelivery(.push(syncs), event, log: log))
        case .notify(let report, let event):
            return .push(VerifiedDelivery(.notify(report), event, log: log))
        case .report(let report, let event, let reason):
            log.summarize(report, event: event, reason: reason)
            return .respond(response(report))
        }
    }

    /// A Knative broker takes the body of a 2xx response for a new event, and tries the delivery again when it is none. The
    /// body of a failure is kept with the dead letter.
    /// https://knative.dev/docs/eventing/event-delivery/
    private func response(_ report: DeliveryReport) -> WebhookResponse {
        var response = WebhookResponse(report)
        if queue == .cloudevents, 200..<300 ~= response.status { response.body = [] }
        return response
    }
}
