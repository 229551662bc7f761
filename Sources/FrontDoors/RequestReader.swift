// SPDX-License-Identifier: MIT

import NIOCore
import NIOHTTP1
import SyncCore

/// What a connection brought.
enum Incoming: Sendable, Equatable {
    /// The client waits for a `100 Continue` before it sends the body.
    case wantsContinue
    /// A whole request, and whether the connection may carry another.
    case request(DoorRequest, keepAlive: Bool)
    /// A request that ends here; what follows on the connection is not looked at.
    case refused(Verdict)
}

/// Collects the parts of a request up to the body's bound. Used on sockets and, embedded, on standard input.
final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = Incoming

    private var request: DoorRequest?
    private var keepAlive = false
    private var isOver = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let buffer): append(buffer, context)
        case .end:
            guard let request else { return }
            self.request = nil
            context.fireChannelRead(wrapInboundOut(.request(request, keepAlive: keepAlive)))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError { refuse(.malformed, context) } else { context.fireErrorCaught(error) }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        // RFC 9112 3.2: two Host headers are two opinions on where this was meant to go.
        guard head.headers["host"].count <= 1, head.version.major == 1 else { return refuse(.malformed, context) }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > Delivery.bodyBound {
            return refuse(.tooLarge, context)
        }
        request = DoorRequest(
            method: head.method.rawValue, target: head.uri, signatures: head.headers[SignatureHeader.name])
        keepAlive = head.isKeepAlive
        if head.headers[canonicalForm: "expect"].contains(where: { $0.lowercased() == "100-continue" }) {
            context.fireChannelRead(wrapInboundOut(.wantsContinue))
        }
    }

    private func append(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let soFar = request?.body.count else { return }
        guard soFar + buffer.readableBytes <= Delivery.bodyBound else { return refuse(.tooLarge, context) }
        request?.body.append(contentsOf: buffer.readableBytesView)
    }

    private func refuse(_ verdict: Verdict, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        request = nil
        context.fireChannelRead(wrapInboundOut(.refused(verdict)))
    }
}

extension ChannelPipeline.SynchronousOperations {
    /// The way from bytes to `Incoming`, the same for every front door.
    func addRequestReading() throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 64 << 10
        limits.maxHeaderFieldCount = 100
        let decoder = HTTPRequestDecoder(limitConfiguration: limits)
        try addHandler(ByteToMessageHandler(decoder))
        try addHandler(RequestReader())
    }
}
