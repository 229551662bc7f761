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
    private let tells: Bool
    private let queue: QueueKind?
    private let time: TimeSource
    private let log: Logger

    /// Behind a `queue`, what arrives is its messages, and deliveries are what they carry. `tells` says whether there is
    /// somebody to tell.
    package init(
        decide: @escaping @Sendable (Delivery, _ now: Int64) -> DeliveryDecision,
        push: @escaping @Sendable (VerifiedDelivery) async -> DeliveryReport, tells: Bool = false,
        queue: QueueKind? = nil,
        time: TimeSource, log: Logger
    ) {
        decideDelivery = decide
        pushDelivery = push
        self.tells = tells
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
    package func decide(_ received: Result<WebhookRequest, RequestRefusal>) -> Decision {
        switch received {
        case .success(let request): decide(request)
        case .failure(let refusal): .respond(refusal.response)
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
        var (request, now) = (request, takenInAt ?? time.unixMilliseconds())
        if let queue {
            guard let message = QueuedDelivery(request, from: queue) else {
                return .respond(.refusal(.malformed, DoorMessages.notOfQueue(queue)))
            }
            guard QueueAge.isPlausible(message.takenInAt, now: now) else {
                return .respond(.refusal(.malformed, DoorMessages.implausibleTime))
            }
            (request, now) = (message.request, message.takenInAt)
        }
        guard request.body.count <= Delivery.bodyBound else { return .respond(.refusal(.tooLarge)) }
        let log = DeliveryLog(log, time: time)
        let delivery = Delivery(body: request.body, signatures: request.signatures, onlySync: onlySync)
        switch decideDelivery(delivery, now) {
        case .push(let syncs, let event):
            return .push(VerifiedDelivery(syncs, event, log: log))
        case .tell(let report, let event) where tells:
            return .push(VerifiedDelivery(telling: report, event, log: log))
        case .tell(let report, let event):
            log.summarize(report, event: event, reason: report.message)
            return .respond(response(report))
        case .report(let report, let event, let reason):
            log.summarize(report, event: event, reason: reason)
            return .respond(response(report))
        }
    }

    /// A broker of Knative's takes the body of a success for a new event, and for a failure to be tried again where it
    /// is none; that of a failure it keeps beside the dead letter.
    /// https://knative.dev/docs/eventing/event-delivery/
    private func response(_ report: DeliveryReport) -> WebhookResponse {
        var response = WebhookResponse(report)
        if queue == .cloudevents, 200..<300 ~= response.status { response.body = [] }
        return response
    }
}
