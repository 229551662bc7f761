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

    private let gate: ByteGate
    private let allowance: BodyAllowance
    private var request: DoorRequest?
    private var keepAlive = false
    private var isOver = false

    init(gate: ByteGate, allowance: BodyAllowance) {
        self.gate = gate
        self.allowance = allowance
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let buffer): append(buffer, context)
        case .end:
            guard let request else { return }
            self.request = nil
            gate.endRequest()
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
        if event is ByteGate.Overrun { refuse(.malformed, context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard Self.isFramedPlainly(head) else { return refuse(.malformed, context) }
        let length = Self.values("content-length", of: head).first.flatMap(WholeNumber.read) ?? 0
        guard length <= Delivery.bodyBound else { return refuse(.tooLarge, context) }
        guard allowance.allows(length) else { return refuse(.gaveUp, context) }
        request = DoorRequest(
            method: head.method.rawValue, target: head.uri, signatures: Self.values(SignatureHeader.name, of: head))
        request?.eventSignatures = Self.values("ce-\(QueuedDelivery.eventAttribute)", of: head)
        request?.eventTimes = Self.values("ce-time", of: head)
        request?.body.reserveCapacity(length)
        keepAlive =
            head.version == .http1_1 && head.isKeepAlive && head.method != .CONNECT
            && !head.headers.contains(name: "upgrade")
        // RFC 9110 10.1.1: an HTTP/1.0 client's is ignored.
        if head.version == .http1_1, head.headers[canonicalForm: "expect"].contains(where: Self.isContinue) {
            context.fireChannelRead(wrapInboundOut(.wantsContinue))
        }
    }

    /// Whether nobody on the way can have seen another end of this request than we do. The parser has refused the rest
    /// of what RFC 9112 11.2 warns of.
    private static func isFramedPlainly(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["host"].count
        let codings = values("transfer-encoding", of: head)
        let lengths = values("content-length", of: head)
        // RFC 9112 3.2: two Host headers are two opinions on where this was meant to go; HTTP/1.1 must have one.
        guard hosts == 1 || hosts == 0 && head.version == .http1_0 else { return false }
        guard lengths.count + codings.count <= 1 else { return false }
        guard lengths.allSatisfy({ WholeNumber.read($0) != nil }) else { return false }
        // RFC 9112 6.1: HTTP/1.0 has no codings; another coding than chunked would have to be undone.
        return codings.allSatisfy { $0.lowercased() == "chunked" && head.version == .http1_1 }
    }

    /// Every value of a header, without the white space around it (RFC 9112 5.1), which the parser leaves.
    private static func values(_ name: String, of head: HTTPRequestHead) -> [String] {
        head.headers[name].map { value in
            let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
            let end = value.lastIndex { !isSpace($0) }.map { value.index(after: $0) } ?? value.startIndex
            return String(value[..<end].drop(while: isSpace))
        }
    }

    private static func isContinue(_ expectation: Substring) -> Bool {
        expectation.lowercased() == "100-continue"
    }

    private func append(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let soFar = request?.body.count else { return }
        let size = soFar + buffer.readableBytes
        guard size <= Delivery.bodyBound else { return refuse(.tooLarge, context) }
        guard allowance.allows(size) else { return refuse(.gaveUp, context) }
        request?.body.append(contentsOf: buffer.readableBytesView)
    }

    private func refuse(_ verdict: Verdict, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        request = nil
        allowance.giveBack()
        context.fireChannelRead(wrapInboundOut(.refused(verdict)))
    }
}

extension ChannelPipeline.SynchronousOperations {
    /// The way from bytes to `Incoming`, the same for every front door.
    func addRequestReading(gate: ByteGate, allowance: BodyAllowance) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 32 << 10
        limits.maxHeaderListSize = 32 << 10
        limits.maxHeaderFieldCount = 100
        let decoder = HTTPRequestDecoder(limitConfiguration: limits)
        try addHandler(gate)
        try addHandler(ByteToMessageHandler(decoder))
        try addHandler(RequestReader(gate: gate, allowance: allowance))
    }
}
