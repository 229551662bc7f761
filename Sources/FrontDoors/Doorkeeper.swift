// SPDX-License-Identifier: MIT

public import SyncCore

/// Stands between every front door and the one handler: a request becomes a delivery, an answer becomes bytes.
public struct Doorkeeper: Sendable {
    /// Gives the keeper for what a queue took in at a moment, in milliseconds since 1970.
    public typealias Opening = @Sendable (Int64) -> Doorkeeper

    private struct Queue: Sendable {
        var kind: QueueKind
        var unixMilliseconds: @Sendable () -> Int64
        var open: Opening
    }

    private let queue: Queue?
    private let handle: nonisolated(nonsending) @Sendable (Delivery) async -> Answer

    /// Takes what handles a delivery.
    public init(handle: nonisolated(nonsending) @escaping @Sendable (Delivery) async -> Answer) {
        queue = nil
        self.handle = handle
    }

    /// For a server behind a queue: what arrives is the queue's messages, and deliveries are what they carry.
    public init(
        behind kind: QueueKind, unixMilliseconds: @escaping @Sendable () -> Int64, open: @escaping Opening
    ) {
        queue = Queue(kind: kind, unixMilliseconds: unixMilliseconds, open: open)
        handle = { _ in Answer(.malformed, "not a message of a queue") }
    }

    /// The answer to a whole request.
    nonisolated(nonsending) public func answer(_ request: DoorRequest) async -> DoorAnswer {
        switch Route(method: request.method, target: request.target) {
        case .health: return .healthy
        case .notFound: return .refusal(.notFound)
        case .methodNotAllowed(let allow): return .refusal(.methodNotAllowed, allow: allow)
        case .delivery(let onlySync):
            if let queue { return await answer(request, from: queue) }
            guard request.body.count <= Delivery.bodyBound else { return .refusal(.tooLarge) }
            let delivery = Delivery(body: request.body, signatures: request.signatures, onlySync: onlySync)
            return DoorAnswer(await handle(delivery))
        }
    }

    nonisolated(nonsending) private func answer(_ request: DoorRequest, from queue: Queue) async -> DoorAnswer {
        guard let delivery = QueuedDelivery(request, from: queue.kind) else {
            return .refusal(
                .malformed, "not a message of the queue that RENDER_SYNC_QUEUE names (\(queue.kind.rawValue))")
        }
        guard delivery.isPlausible(unixMilliseconds: queue.unixMilliseconds()) else {
            return .refusal(.malformed, "no queue can have taken this message in when it says")
        }
        return queue.kind.form(of: await queue.open(delivery.takenInAt).answer(delivery.request))
    }
}

extension QueueKind {
    /// What a queue is told. A broker of Knative's takes the body of a success for a new event, and for a failure to be
    /// tried again where it is none; that of a failure it keeps beside the dead letter.
    /// https://knative.dev/docs/eventing/event-delivery/
    fileprivate func form(of answer: DoorAnswer) -> DoorAnswer {
        guard self == .cloudevents, 200..<300 ~= answer.status else { return answer }
        var answer = answer
        answer.body = []
        return answer
    }
}
