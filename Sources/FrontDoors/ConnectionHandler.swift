// SPDX-License-Identifier: MIT

import NIOCore
import NIOHTTP1
import SyncCore

/// Answers the requests of one connection, one after the other.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = Incoming
    typealias OutboundOut = HTTPServerResponsePart

    /// Sent to every connection when the server ends.
    struct Ending: Sendable {}

    private enum Phase {
        /// Waiting for a request, or in the middle of one.
        case reading
        /// A request is being answered.
        case answering
        /// The last answer is out; what still comes is thrown away.
        case draining(bytesLeft: Int)
    }

    /// Thrown away after a refusal before the connection is closed on the client, in bytes.
    private static let drainBound = 16 << 20
    private static let drainTime = TimeAmount.seconds(5)

    private let keeper: Doorkeeper
    private let patience: TimeAmount
    private let onDelivery: @Sendable (Int32) -> Void
    private var phase = Phase.reading
    private var waiting: [Incoming] = []
    private var timer: Scheduled<Void>?
    private var hasBytes = false
    private var hasAnswered = false
    private var isEnding = false

    init(keeper: Doorkeeper, patience: TimeAmount, onDelivery: @escaping @Sendable (Int32) -> Void) {
        self.keeper = keeper
        self.patience = patience
        self.onDelivery = onDelivery
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { startTimer(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        startTimer(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ByteWatch.FirstBytes:
            hasBytes = true
        case is Ending:
            isEnding = true
            if case .reading = phase, !hasBytes { context.close(promise: nil) }
        case ChannelEvent.inputClosed:
            // A client may close its side after the request and still wait for the answer.
            if case .answering = phase { return }
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .draining = phase { return }
        waiting.append(unwrapInboundIn(data))
        takeNext(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Requests

    private func takeNext(_ context: ChannelHandlerContext) {
        while case .reading = phase, !waiting.isEmpty {
            switch waiting.removeFirst() {
            case .wantsContinue:
                let head = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            case .refused(let verdict):
                phase = .answering
                let answer = DoorAnswer.refusal(verdict)
                write(answer, isHead: false, keepAlive: false, context)
            case .request(let request, let keepAlive):
                phase = .answering
                timer?.cancel()
                // No more than one request is in memory for a connection.
                context.channel.setOption(.autoRead, value: false).whenComplete { _ in }
                answer(request, keepAlive, context)
            }
        }
    }

    private func answer(_ request: DoorRequest, _ keepAlive: Bool, _ context: ChannelHandlerContext) {
        let promise = context.eventLoop.makePromise(of: DoorAnswer.self)
        let keeper = keeper
        promise.completeWithTask { await keeper.answer(request) }
        let isHead = request.method == "HEAD"
        promise.futureResult.assumeIsolated().whenSuccess { [self] answer in
            write(answer, isHead: isHead, keepAlive: keepAlive && !isEnding, context)
        }
    }

    private func write(_ answer: DoorAnswer, isHead: Bool, keepAlive: Bool, _ context: ChannelHandlerContext) {
        timer?.cancel()
        hasAnswered = true
        let last = !keepAlive || isEnding
        var headers = HTTPHeaders(answer.headers.map { ($0.name, $0.value) })
        headers.add(name: "Content-Length", value: String(answer.body.count))
        if last { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !isHead { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil) }
        let onDelivery = onDelivery
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            if answer.isDelivery { onDelivery(answer.exitCode) }
        }
        if last { drain(context) } else { goOn(context) }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        phase = .reading
        hasBytes = !waiting.isEmpty
        startTimer(context)
        context.channel.setOption(.autoRead, value: true).whenComplete { _ in }
        takeNext(context)
    }

    // MARK: The end

    /// Closes this side, and the connection once the client has closed its own: closing at once would reset the
    /// connection, and a client that is still sending would never read the answer.
    private func drain(_ context: ChannelHandlerContext) {
        phase = .draining(bytesLeft: Self.drainBound)
        context.close(mode: .output, promise: nil)
        context.channel.setOption(.autoRead, value: true).whenComplete { _ in }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.drainTime) {
            context.close(promise: nil)
        }
    }

    private func startTimer(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { [self] in
            guard case .reading = phase else { return }
            // A connection that is merely idle after an answer has not earned an error.
            if hasAnswered, !hasBytes {
                context.close(promise: nil)
            } else {
                phase = .answering
                write(.refusal(.tooSlow), isHead: false, keepAlive: false, context)
            }
        }
    }
}

/// Tells the connection's handler when a request's first bytes arrive, before it is whole.
final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    struct FirstBytes: Sendable {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireUserInboundEventTriggered(FirstBytes())
        context.fireChannelRead(data)
    }
}
