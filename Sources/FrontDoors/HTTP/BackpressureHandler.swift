// SPDX-License-Identifier: MIT

import NIOCore

/// The first handler of a connection: sees raw bytes, counts them, and reads no more of them while it is held.
final class BackpressureHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never

    /// The first bytes of a request have arrived.
    struct RequestBegan: Sendable {}

    /// A request takes more bytes than any honest one.
    struct RequestTooLong: Sendable {}

    /// A body of 1 MiB in chunks of one byte takes six times as much; beyond that it is chunk extensions.
    private static let requestBound = 8 << 20

    private var context: ChannelHandlerContext?
    private var isHeld = false
    private var readIsPending = false
    private var requestBytes = 0
    private var bytesToDiscard: Int?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func read(context: ChannelHandlerContext) {
        if isHeld { readIsPending = true } else { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let count = unwrapInboundIn(data).readableBytes
        if let left = bytesToDiscard {
            bytesToDiscard = left - count
            if left <= count { context.close(promise: nil) }
            return
        }
        if requestBytes == 0 { context.fireUserInboundEventTriggered(RequestBegan()) }
        requestBytes += count
        if requestBytes > Self.requestBound { return context.fireUserInboundEventTriggered(RequestTooLong()) }
        context.fireChannelRead(data)
    }

    /// Reads nothing until released: what a client sends ahead stays in its socket.
    func hold() {
        isHeld = true
    }

    /// Reads again.
    func release() {
        isHeld = false
        guard readIsPending else { return }
        readIsPending = false
        context?.read()
    }

    /// A request is whole: the next one's bytes are counted from zero.
    func endRequest() {
        requestBytes = 0
    }

    /// Discards what still comes, and closes the connection after `bound` bytes.
    func discard(atMost bound: Int) {
        bytesToDiscard = bound
        release()
    }
}
