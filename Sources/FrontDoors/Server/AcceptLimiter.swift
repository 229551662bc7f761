// SPDX-License-Identifier: MIT

import NIOCore

/// On a listening socket: accepts no connection that there is no room for. It waits in the system's queue.
final class AcceptLimiter: ChannelOutboundHandler {
    typealias OutboundIn = Never

    private let connections: ConnectionRegistry

    init(_ connections: ConnectionRegistry) {
        self.connections = connections
    }

    func read(context: ChannelHandlerContext) {
        let (eventLoop, context) = (context.eventLoop, NIOLoopBound(context, eventLoop: context.eventLoop))
        connections.whenRoom {
            if eventLoop.inEventLoop { context.value.read() } else { eventLoop.execute { context.value.read() } }
        }
    }
}
