// SPDX-License-Identifier: MIT

import NIOCore
import NIOHTTP1

/// Collects a request, has it served, and sends what comes out. One for each connection or HTTP/2 stream.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// More than this in bytes is not read.
    private static let bodyLimit = 64 << 20

    private let core: Core
    private let role: Listener.Role
    private let connection: Int
    private let version: String
    private let tcp: any Channel
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(core: Core, role: Listener.Role, connection: Int, version: String, tcp: any Channel) {
        self.core = core
        self.role = role
        self.connection = connection
        self.version = version
        self.tcp = tcp
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= Self.bodyLimit else { return context.close(promise: nil) }
            body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head else { return }
            self.head = nil
            let request = ReceivedRequest(
                method: head.method.rawValue, target: Self.originForm(head.uri),
                headers: head.headers.map { ($0.name, $0.value) },
                body: body, connection: connection, version: version)
            body = []
            serve(request, keepAlive: head.isKeepAlive, context)
        }
    }

    /// RFC 9112 3.2.2: a proxy is asked with the whole address.
    private static func originForm(_ target: String) -> String {
        guard target.hasPrefix("http://") else { return target }
        let path = target.dropFirst("http://".count).drop { $0 != "/" }
        return path.isEmpty ? "/" : String(path)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that broke off or spoke no HTTP; there is nobody left to tell.
        context.close(promise: nil)
    }

    private func serve(_ request: ReceivedRequest, keepAlive: Bool, _ context: ChannelHandlerContext) {
        switch role {
        case .admin:
            let sender = sender(context, request, keepAlive)
            sender.send(AdminEmulator(request: request).answer(core))
        case .api(let service):
            answer(core.receive(request, for: service), sender(context, request, keepAlive), context)
        case .chat: answer(core.receive(request, for: .chat), sender(context, request, keepAlive), context)
        }
    }

    /// Sends what must be sent first, then the answer.
    private func answer(_ outcome: Outcome, _ sender: AnswerSender, _ context: ChannelHandlerContext) {
        guard let delivery = outcome.answer.delivery else { return sender.deliverInTime(outcome, core) }
        WebhookSender(delivery: delivery, loop: context.eventLoop).send().whenSuccess { [core] failure in
            var complete = outcome
            complete.answer = core.delivered(delivery, failure, outcome.answer)
            sender.deliverInTime(complete, core)
        }
    }

    private func sender(_ context: ChannelHandlerContext, _ request: ReceivedRequest, _ keepAlive: Bool) -> AnswerSender
    {
        AnswerSender(
            channel: context.channel, tcp: tcp, keepAlive: keepAlive || version == "HTTP/2",
            isHead: request.method == "HEAD")
    }
}

extension Duration {
    var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
