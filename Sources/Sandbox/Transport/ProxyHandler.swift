// SPDX-License-Identifier: MIT

import NIOCore
import NIOHTTP1
import NIOSSL

/// Looks at what a client says first, and makes the pipeline for it: the request of a proxy's client for a tunnel,
/// which ends here whatever host it names; TLS, within a tunnel or without; or a plain request.
///
/// So a test leads a program to the sandbox under the name of a public host: by `HTTPS_PROXY`, and the authority.
final class ProxyHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let headLimit = 16_384
    private static let tunnel = Array("CONNECT ".utf8)
    /// RFC 8446 5.1: the type of the record that a hello is in.
    private static let handshake: UInt8 = 22

    private let tls: TLSSettings
    private let requests: RequestHandler
    private var received = ByteBuffer()
    private var isDone = false

    init(tls: TLSSettings, requests: RequestHandler) {
        self.tls = tls
        self.requests = requests
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard !isDone else { return context.fireChannelRead(wrapInboundOut(bytes)) }
        received.writeBuffer(&bytes)
        decide(context)
    }

    private func decide(_ context: ChannelHandlerContext) {
        let start = received.readableBytesView
        guard let first = start.first else { return }
        if first == Self.handshake { return proceed(context, isTLS: true) }
        guard Self.tunnel.starts(with: start.prefix(Self.tunnel.count)) else {
            return proceed(context, isTLS: false)
        }
        guard let end = start.firstRange(of: Array("\r\n\r\n".utf8)) else {
            if start.count > Self.headLimit { context.close(promise: nil) }
            return
        }
        received.moveReaderIndex(to: end.upperBound)
        context.writeAndFlush(
            wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n")), promise: nil)
        decide(context)
    }

    private func proceed(_ context: ChannelHandlerContext, isTLS: Bool) {
        isDone = true
        do {
            let pipeline = context.pipeline.syncOperations
            if isTLS { try pipeline.addHandler(NIOSSLServerHandler(context: tls.context)) }
            try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
            try pipeline.addHandler(requests)
        } catch {
            return context.close(promise: nil)
        }
        context.fireChannelRead(wrapInboundOut(received))
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
