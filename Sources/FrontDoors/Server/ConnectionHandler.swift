// SPDX-License-Identifier: MIT

import Basics
import NIOCore

/// One connection's channel: tells `ConnectionState` what happens, and does what it says.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = RequestEvent
    typealias OutboundOut = ByteBuffer

    /// Sent to every connection when the server ends.
    struct ServerEnds: Sendable {}

    /// How long a client may take.
    struct Patience: Sendable {
        /// For a request to arrive, and for a response to be taken.
        var request = TimeAmount.seconds(20)
        /// The same for what has begun to arrive when the server ends.
        var ending = TimeAmount.seconds(5)
        /// To close the connection after the last response.
        var draining = TimeAmount.seconds(5)
    }

    /// What others learn of the connection.
    struct Observer: Sendable {
        /// A push runs for a request, or none any more.
        var isBusy: @Sendable (Bool) -> Void = { _ in }
        /// A response is out, or its client is gone.
        var hasResponded: @Sendable (WebhookResponse) -> Void = { _ in }
    }

    /// Thrown away after the last response before the connection is closed on the client, in bytes.
    private static let drainBound = 16 << 20

    private let endpoint: WebhookEndpoint
    private let now: () -> Moment
    private let patience: Patience
    private let backpressure: BackpressureHandler
    private let reservation: BodyReservation
    private let observer: Observer
    private var state = ConnectionState()
    /// When the client's time is over; in the distant future while nothing is waited for.
    private var deadline = NIODeadline.distantFuture
    private var alarm: (time: NIODeadline, task: Scheduled<Void>)?

    init(
        endpoint: WebhookEndpoint, now: @escaping () -> Moment, patience: Patience = Patience(),
        backpressure: BackpressureHandler, reservation: BodyReservation, observer: Observer = Observer()
    ) {
        self.endpoint = endpoint
        self.now = now
        self.patience = patience
        self.backpressure = backpressure
        self.reservation = reservation
        self.observer = observer
    }

    // MARK: Events

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { tell(.opened, context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        tell(.opened, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        tell(.closed, context)
        cancelAlarm()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        tell(.received(unwrapInboundIn(data)), context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is BackpressureHandler.RequestBegan: tell(.requestBegan, context)
        case is ServerEnds: tell(.serverEnds, context)
        case ChannelEvent.inputClosed: tell(.inputClosed, context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func tell(_ event: ConnectionState.Event, _ context: ChannelHandlerContext) {
        for action in state.on(event) { perform(action, context) }
    }

    // MARK: Actions

    private func perform(_ action: ConnectionState.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .sendContinue:
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: WebhookResponse.continueText)), promise: nil)
        case .decide(let request): decide(request, context)
        case .send(let response, let isHead, let isLast): send(response, isHead: isHead, isLast: isLast, context)
        case .holdReading: backpressure.hold()
        case .resumeReading: backpressure.release()
        case .startClock(let clock): startClock(clock, context)
        case .stopClock:
            deadline = .distantFuture
            if !context.channel.isActive { cancelAlarm() }
        case .releaseBody: reservation.release()
        case .drain:
            context.close(mode: .output, promise: nil)
            backpressure.discard(atMost: Self.drainBound)
        case .close: context.close(promise: nil)
        }
    }

    private func decide(_ request: WebhookRequest, _ context: ChannelHandlerContext) {
        let endpoint = endpoint
        // A large body takes milliseconds to verify: other connections do not wait for that.
        if request.body.count > BodyReservation.smallBody {
            return work(context) { await endpoint.respond(to: request) }
        }
        switch endpoint.decide(request) {
        case .respond(let response): tell(.responded(response), context)
        case .push(let delivery): work(context) { await endpoint.push(delivery) }
        }
    }

    private func work(_ context: ChannelHandlerContext, _ work: @escaping @Sendable () async -> WebhookResponse) {
        tell(.workBegan, context)
        observer.isBusy(true)
        let promise = context.eventLoop.makePromise(of: WebhookResponse.self)
        promise.completeWithTask { await work() }
        promise.futureResult.assumeIsolated().whenSuccess { [self] response in
            tell(.responded(response), context)
            observer.isBusy(false)
        }
    }

    private func send(_ response: WebhookResponse, isHead: Bool, isLast: Bool, _ context: ChannelHandlerContext) {
        let text = response.httpText(
            isHead: isHead, keepAlive: !isLast, date: now())
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: text))).assumeIsolated().whenComplete { [self] _ in
            observer.hasResponded(response)
            // A connection that breaks fails its writes before it says that it is closed.
            if !context.channel.isActive { tell(.closed, context) }
            tell(.sent, context)
        }
    }

    // MARK: Time

    private func startClock(_ clock: ConnectionState.Clock, _ context: ChannelHandlerContext) {
        let time =
            switch clock {
            case .request: patience.request
            case .ending: patience.ending
            case .draining: patience.draining
            }
        deadline = context.eventLoop.now + time
        setAlarm(context)
    }

    private func cancelAlarm() {
        alarm?.task.cancel()
        alarm = nil
    }

    /// An alarm that is set stays so, and finds out that it is early: to cancel one, NIO searches those of all
    /// connections.
    private func setAlarm(_ context: ChannelHandlerContext) {
        if let alarm, alarm.time <= deadline { return }
        alarm?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            alarm = nil
            if deadline <= context.eventLoop.now {
                tell(.timedOut, context)
            } else if deadline != .distantFuture {
                setAlarm(context)
            }
        }
        alarm = (deadline, task)
    }
}
