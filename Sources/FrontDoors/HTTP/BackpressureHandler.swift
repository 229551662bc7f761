// SPDX-License-Identifier: MIT

import NIOCore

/// The first handler of a connection: sees raw bytes, and decides whether more are read.
final class BackpressureHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never

    /// A request takes more bytes than any that is meant seriously.
    struct Overrun: Sendable {}

    /// A body of 1 MiB in chunks of one byte takes six times as much; beyond that it is chunk extensions.
    private static let requestBound = 8 << 20

    /// Called when bytes of a request have arrived, before they are read. Not an event: the pipeline would hand it from
    /// handler to handler, for every request.
    var onBytes: () -> Void = {}
    private var context: ChannelHandlerContext?
    private var isHeld = false
    private var owesRead = false
    private var requestBytes = 0
    private var bytesToDrop: Int?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func read(context: ChannelHandlerContext) {
        if isHeld { owesRead = true } else { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let count = unwrapInboundIn(data).readableBytes
        if let left = bytesToDrop {
            bytesToDrop = left - count
            if left <= count { context.close(promise: nil) }
            return
        }
        requestBytes += count
        if requestBytes > Self.requestBound { return context.fireUserInboundEventTriggered(Overrun()) }
        onBytes()
        context.fireChannelRead(data)
    }

    /// Reads nothing until released: what a client sends ahead stays in its socket.
    func hold() {
        isHeld = true
    }

    /// Reads again.
    func release() {
        isHeld = false
        guard owesRead else { return }
        owesRead = false
        context?.read()
    }

    /// A request is whole; the next one's bytes are counted anew.
    func endRequest() {
        requestBytes = 0
    }

    /// Throws away what still comes, and closes the connection after `bound` bytes.
    func drop(atMost bound: Int) {
        bytesToDrop = bound
        release()
    }
}
