// SPDX-License-Identifier: MIT

import NIOCore
import NIOHTTP1
import SyncCore

/// What a connection brought.
enum RequestEvent: Sendable, Equatable {
    /// The client waits for a `100 Continue` before it sends the body.
    case wantsContinue
    /// A whole request, and whether the connection may carry another.
    case request(WebhookRequest, keepAlive: Bool)
    /// A request that ends here; what follows on the connection is not looked at.
    case refused(Verdict)
}

/// Collects the parts of a request up to the body's bound. Used on sockets and, embedded, on standard input.
final class RequestCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = RequestEvent

    private let backpressure: BackpressureHandler
    private let reservation: BodyReservation
    private var request: WebhookRequest?
    private var keepAlive = false
    private var isOver = false

    init(backpressure: BackpressureHandler, reservation: BodyReservation) {
        self.backpressure = backpressure
        self.reservation = reservation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let buffer): append(buffer, context)
        case .end:
            guard let request else { return }
            self.request = nil
            backpressure.endRequest()
            // After CONNECT and Upgrade the parser stops: nothing more can be read from this connection.
            isOver = !keepAlive
            context.fireChannelRead(wrapInboundOut(.request(request, keepAlive: keepAlive)))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError: refuse(.malformed, context)
        // Bytes after those that the parser gave up on.
        case is ByteToMessageDecoderError: break
        default: context.fireErrorCaught(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is BackpressureHandler.RequestTooLong { refuse(.malformed, context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let fields = RequestFields(head.headers)
        guard fields.isFramedPlainly(head.version) else { return refuse(.malformed, context) }
        guard fields.length <= Delivery.bodyBound else { return refuse(.tooLarge, context) }
        guard reservation.covers(fields.length) else { return refuse(.gaveUp, context) }
        var request = WebhookRequest(method: head.method.rawValue, target: head.uri, signatures: fields.signatures)
        request.eventSignatures = fields.eventSignatures
        request.eventTimes = fields.eventTimes
        request.body.reserveCapacity(fields.length)
        self.request = request
        keepAlive = head.version == .http1_1 && head.isKeepAlive && head.method != .CONNECT && !fields.hasUpgrade
        // RFC 9110 10.1.1: an HTTP/1.0 client's is ignored.
        if head.version == .http1_1, fields.expectsContinue { context.fireChannelRead(wrapInboundOut(.wantsContinue)) }
    }

    private func append(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let soFar = request?.body.count else { return }
        let size = soFar + buffer.readableBytes
        guard size <= Delivery.bodyBound else { return refuse(.tooLarge, context) }
        guard reservation.covers(size) else { return refuse(.gaveUp, context) }
        request?.body.append(contentsOf: buffer.readableBytesView)
    }

    private func refuse(_ verdict: Verdict, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        request = nil
        reservation.release()
        context.fireChannelRead(wrapInboundOut(.refused(verdict)))
    }
}

extension ChannelPipeline.SynchronousOperations {
    /// The way from bytes to `RequestEvent`, the same for every front door.
    func addRequestReading(_ backpressure: BackpressureHandler, _ reservation: BodyReservation) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 32 << 10
        limits.maxHeaderListSize = 32 << 10
        limits.maxHeaderFieldCount = 100
        let decoder = HTTPRequestDecoder(limitConfiguration: limits)
        try addHandler(backpressure)
        try addHandler(ByteToMessageHandler(decoder))
        try addHandler(RequestCollector(backpressure: backpressure, reservation: reservation))
    }
}
