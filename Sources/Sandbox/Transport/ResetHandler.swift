// SPDX-License-Identifier: MIT

import NIOCore

/// Ends a TCP connection from below TLS and HTTP, so that neither says good-bye.
final class ResetHandler: ChannelInboundHandler {
    typealias InboundIn = Any

    /// Close with RST.
    struct Reset: Sendable {}
    /// Close with FIN.
    struct Abandon: Sendable {}

    /// The members of POSIX's `struct linger`: on, for no time.
    private struct NoLinger: Sendable {
        var isOn: CInt = 1
        var seconds: CInt = 0
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Abandon:
            context.close(promise: nil)
        case is Reset:
            // RFC 9293 3.10.4 ABORT: with a linger time of zero, close() sends RST. Set on the event loop, the option
            // is in force when the call returns.
            _ = (context.channel as? any SocketOptionProvider)?
                .unsafeSetSocketOption(level: .socket, name: .so_linger, value: NoLinger())
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }
}
