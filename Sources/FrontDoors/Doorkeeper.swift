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
    private let reply: @Sendable (Delivery) -> Reply<Answer>

    /// Takes what handles a delivery.
    public init(_ reply: @escaping @Sendable (Delivery) -> Reply<Answer>) {
        queue = nil
        self.reply = reply
    }

    /// For a server behind a queue: what arrives is the queue's messages, and deliveries are what they carry.
    public init(
        behind kind: QueueKind, unixMilliseconds: @escaping @Sendable () -> Int64, open: @escaping Opening
    ) {
        queue = Queue(kind: kind, unixMilliseconds: unixMilliseconds, open: open)
        reply = { _ in .ready(Answer(.malformed, "not a message of a queue")) }
    }

    /// The answer to a whole request.
    public func answer(_ request: DoorRequest) async -> DoorAnswer {
        await reply(to: request).value()
    }

    /// The same, at once where there is nothing to push.
    public func reply(to request: DoorRequest) -> Reply<DoorAnswer> {
        switch Route(method: request.method, target: request.target) {
        case .health: return .ready(.healthy)
        case .notFound: return .ready(.refusal(.notFound))
        case .methodNotAllowed(let allow): return .ready(.refusal(.methodNotAllowed, allow: allow))
        case .delivery(let onlySync):
            if let queue { return reply(to: request, from: queue) }
            guard request.body.count <= Delivery.bodyBound else { return .ready(.refusal(.tooLarge)) }
            let delivery = Delivery(body: request.body, signatures: request.signatures, onlySync: onlySync)
            return reply(delivery).map { DoorAnswer($0) }
        }
    }

    private func reply(to request: DoorRequest, from queue: Queue) -> Reply<DoorAnswer> {
        guard let delivery = QueuedDelivery(request, from: queue.kind) else {
            return .ready(
                .refusal(
                    .malformed, "not a message of the queue that RENDER_SYNC_QUEUE names (\(queue.kind.rawValue))"))
        }
        guard delivery.isPlausible(unixMilliseconds: queue.unixMilliseconds()) else {
            return .ready(.refusal(.malformed, "no queue can have taken this message in when it says"))
        }
        return queue.open(delivery.takenInAt).reply(to: delivery.request).map(queue.kind.form(of:))
    }
}

extension QueueKind {
    /// What a queue is told. A broker of Knative's takes the body of a success for a new event, and for a failure to be
    /// tried again where it is none; that of a failure it keeps beside the dead letter.
    /// https://knative.dev/docs/eventing/event-delivery/
    @Sendable fileprivate func form(of answer: DoorAnswer) -> DoorAnswer {
        guard self == .cloudevents, 200..<300 ~= answer.status else { return answer }
        var answer = answer
        answer.body = []
        return answer
    }
}
