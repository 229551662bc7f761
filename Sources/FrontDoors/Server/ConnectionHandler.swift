// SPDX-License-Identifier: MIT

import SyncCore
import NIOCore

/// Answers the requests of one connection, one after the other.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = RequestEvent
    typealias OutboundOut = ByteBuffer

    /// Sent to every connection when the server ends.
    struct Ending: Sendable {}

    /// How long a client may take.
    struct Patience: Sendable {
        /// For a request to arrive, and for an answer to be taken.
        var request = TimeAmount.seconds(20)
        /// The same for what has begun to arrive when the server ends.
        var ending = TimeAmount.seconds(5)
        /// To close the connection after the last answer.
        var drain = TimeAmount.seconds(5)
    }

    /// What others learn of the connection.
    struct Observer: Sendable {
        /// A request is being answered, or not any more.
        var isBusy: @Sendable (Bool) -> Void = { _ in }
        /// An answer is out, or its client is gone.
        var answered: @Sendable (WebhookResponse) -> Void = { _ in }
    }

    private enum Phase {
        /// Waiting for a request, or in the middle of one.
        case reading
        /// A request is being answered.
        case answering
        /// The answer is on its way.
        case writing
        /// The last answer is out; what still comes is thrown away.
        case draining
    }

    /// Thrown away after a refusal before the connection is closed on the client, in bytes.
    private static let drainBound = 16 << 20
    /// Requests sent ahead of their answers; a client that sends more starts over on a new connection.
    private static let waitingBound = 64

    private let endpoint: WebhookEndpoint
    private let now: () -> Int64
    private let patience: Patience
    private let gate: BackpressureHandler
    private let reservation: BodyReservation
    private let observer: Observer
    private var phase = Phase.reading
    private var waiting: [RequestEvent] = []
    /// When the phase has lasted too long; in the distant future while a push runs.
    private var deadline = NIODeadline.distantFuture
    private var alarm: (time: NIODeadline, task: Scheduled<Void>)?
    private var hasBytes = false
    private var hasAnswered = false
    private var isEnding = false
    private var inputIsClosed = false

    init(
        endpoint: WebhookEndpoint, now: @escaping () -> Int64, patience: Patience = Patience(),
        gate: BackpressureHandler, reservation: BodyReservation,
        observer: Observer = Observer()
    ) {
        self.endpoint = endpoint
        self.now = now
        self.patience = patience
        self.gate = gate
        self.reservation = reservation
        self.observer = observer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        gate.onBytes = { [self] in noteBytes(context) }
        if context.channel.isActive { extendDeadline(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        gate.onBytes = {}
    }

    func channelActive(context: ChannelHandlerContext) {
        extendDeadline(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        waiting = []
        // A request that is being answered keeps its body until then.
        if case .answering = phase {} else { reservation.giveBack() }
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Ending:
            isEnding = true
            guard case .reading = phase else { return }
            if hasBytes { extendDeadline(context) } else { context.close(promise: nil) }
        case ChannelEvent.inputClosed:
            inputIsClosed = true
            switch phase {
            case .reading, .draining: context.close(promise: nil)
            // A client may close its side after the request and still wait for the answer.
            case .answering, .writing: break
            }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .draining = phase { return }
        if waiting.count == Self.waitingBound {
            isEnding = true
        } else {
            waiting.append(unwrapInboundIn(data))
        }
        takeNext(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Requests

    private func noteBytes(_ context: ChannelHandlerContext) {
        // A kept connection's time begins with the next request; a new one's began when it was opened.
        if case .reading = phase, !hasBytes, hasAnswered { extendDeadline(context) }
        hasBytes = true
    }

    private func takeNext(_ context: ChannelHandlerContext) {
        while case .reading = phase, !waiting.isEmpty {
            switch waiting.removeFirst() {
            case .wantsContinue:
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: WebhookResponseText.continue)), promise: nil)
            case .refused(let verdict):
                write(.refusal(verdict), isHead: false, keepAlive: false, context)
            case .request(let request, let keepAlive):
                answer(request, keepAlive, context)
            }
        }
    }

    private func answer(_ request: WebhookRequest, _ keepAlive: Bool, _ context: ChannelHandlerContext) {
        let (isHead, endpoint) = (request.isHead, endpoint)
        // A large body takes milliseconds to verify: other connections do not wait for that.
        if request.body.count > BodyReservation.smallBody {
            return write(isHead: isHead, keepAlive: keepAlive, context) { await endpoint.respond(to: request) }
        }
        switch endpoint.decide(request) {
        case .respond(let response):
            write(response, isHead: isHead, keepAlive: keepAlive, context)
        case .push(let delivery):
            write(isHead: isHead, keepAlive: keepAlive, context) { await endpoint.push(delivery) }
        }
    }

    /// Writes what comes of work that takes its time.
    private func write(
        isHead: Bool, keepAlive: Bool, _ context: ChannelHandlerContext,
        after work: @escaping @Sendable () async -> WebhookResponse
    ) {
        phase = .answering
        deadline = .distantFuture
        // No more than one request is in memory for a connection.
        gate.hold()
        observer.isBusy(true)
        let promise = context.eventLoop.makePromise(of: WebhookResponse.self)
        promise.completeWithTask { await work() }
        promise.futureResult.assumeIsolated().whenSuccess { [self] response in
            reservation.giveBack()
            write(response, isHead: isHead, keepAlive: keepAlive, context)
            observer.isBusy(false)
        }
    }

    private func write(_ answer: WebhookResponse, isHead: Bool, keepAlive: Bool, _ context: ChannelHandlerContext) {
        phase = .writing
        hasAnswered = true
        gate.hold()
        // A client that takes no answer holds no connection.
        extendDeadline(context)
        let isLast = !keepAlive || isEnding
        let text = WebhookResponseText.http(
            answer, isHead: isHead, keepAlive: !isLast, date: now())
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: text))).assumeIsolated().whenComplete { [self] _ in
            observer.answered(answer)
            guard context.channel.isActive else {
                alarm?.task.cancel()
                return
            }
            if isLast || isEnding { drain(context) } else { goOn(context) }
        }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        phase = .reading
        hasBytes = !waiting.isEmpty
        if waiting.isEmpty, inputIsClosed { return context.close(promise: nil) }
        extendDeadline(context)
        takeNext(context)
        if case .reading = phase { gate.release() }
    }

    // MARK: The end

    /// Closes this side, and the connection once the client has closed its own: closing at once would reset the
    /// connection, and a client that is still sending would never read the answer.
    private func drain(_ context: ChannelHandlerContext) {
        if inputIsClosed { return context.close(promise: nil) }
        phase = .draining
        waiting = []
        context.close(mode: .output, promise: nil)
        extendDeadline(context)
        gate.drop(atMost: Self.drainBound)
    }

    // MARK: Time

    /// Gives the phase that begins its time. An alarm that is set stays so, and finds out that it is early: to set one
    /// anew for every request would take longer than to refuse one.
    private func extendDeadline(_ context: ChannelHandlerContext) {
        let time =
            switch phase {
            case .draining: patience.drain
            default: isEnding ? patience.ending : patience.request
            }
        deadline = context.eventLoop.now + time
        setAlarm(context)
    }

    private func setAlarm(_ context: ChannelHandlerContext) {
        if let alarm, alarm.time <= deadline { return }
        alarm?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            alarm = nil
            if deadline <= context.eventLoop.now {
                timeOut(context)
            } else if deadline != .distantFuture {
                setAlarm(context)
            }
        }
        alarm = (deadline, task)
    }

    private func timeOut(_ context: ChannelHandlerContext) {
        // A connection that is merely idle after an answer has not earned an error.
        guard case .reading = phase, hasBytes || !hasAnswered else { return context.close(promise: nil) }
        var answer = WebhookResponse.refusal(.tooSlow)
        // Nothing came at all: there was no request, and so no delivery.
        answer.isDelivery = hasBytes
        write(answer, isHead: false, keepAlive: false, context)
    }
}
