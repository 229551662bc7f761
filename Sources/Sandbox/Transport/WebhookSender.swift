// SPDX-License-Identifier: MIT

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends a delivery as Infisical's HTTP client does: 429, 5xx and network errors are tried again, a redirect is not
/// followed, and all of it together has a limit.
struct WebhookSender: Sendable {
    private static let attempts = 4
    private static let limit = TimeAmount.seconds(15)
    private static let pause = TimeAmount.milliseconds(50)

    let delivery: WebhookDelivery
    let loop: any EventLoop

    /// What went wrong; nil: the answer was 2xx.
    func send() -> EventLoopFuture<String?> {
        guard let url = WebhookURL(delivery.url) else { return loop.makeSucceededFuture("Invalid URL") }
        let end = loop.makePromise(of: String?.self)
        let alarm = loop.scheduleTask(in: Self.limit) { end.succeed("timeout of 15000ms exceeded") }
        attempt(1, url, end)
        end.futureResult.whenComplete { _ in alarm.cancel() }
        return end.futureResult
    }

    private func attempt(_ number: Int, _ url: WebhookURL, _ end: EventLoopPromise<String?>) {
        status(url).map { status -> (message: String?, isPassing: Bool) in
            (200..<300).contains(status)
                ? (nil, false) : ("Request failed with status code \(status)", status == 429 || status >= 500)
        }.recover { error in
            ("\(error)", true)
        }.whenSuccess { result in
            guard result.isPassing, number < Self.attempts else { return end.succeed(result.message) }
            loop.scheduleTask(in: Self.pause) { attempt(number + 1, url, end) }
        }
    }

    private func status(_ url: WebhookURL) -> EventLoopFuture<Int> {
        let answer = loop.makePromise(of: Int.self)
        let connected = ClientBootstrap(group: loop)
            .connectTimeout(Self.limit)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if url.isTLS {
                        let context = try NIOSSLContext(configuration: .makeClientConfiguration())
                        let isNumeric = url.address.contains(":") || url.address.allSatisfy { $0.isNumber || $0 == "." }
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: isNumeric ? nil : url.address))
                    }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(AnswerStatusHandler(answer))
                }
            }
            .connect(host: url.address, port: url.port)
        connected.whenFailure { error in
            let isUnknown = (error as? NIOConnectionError)?.connectionErrors.isEmpty ?? false
            answer.fail(
                NoAnswer(
                    description: isUnknown
                        ? "getaddrinfo ENOTFOUND \(url.address)" : "connect ECONNREFUSED \(url.address):\(url.port)"))
        }
        connected.whenSuccess { channel in
            write(url, to: channel)
            let alarm = channel.eventLoop.scheduleTask(in: Self.limit) { channel.close(promise: nil) }
            answer.futureResult.whenComplete { _ in
                alarm.cancel()
                channel.close(promise: nil)
            }
        }
        return answer.futureResult
    }

    private func write(_ url: WebhookURL, to channel: any Channel) {
        var headers = HTTPHeaders(delivery.headers.map { ($0.name, $0.value) })
        headers.add(name: "host", value: "\(url.host):\(url.port)")
        headers.add(name: "content-length", value: String(delivery.body.count))
        headers.add(name: "connection", value: "close")
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: url.target, headers: headers)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: delivery.body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
}

/// In Node's words, as the webhook's error message has it.
private struct NoAnswer: Error, CustomStringConvertible {
    static let hangUp = NoAnswer(description: "socket hang up")

    let description: String
}

/// Waits for the whole answer and hands on its status.
private final class AnswerStatusHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let answer: EventLoopPromise<Int>
    private var status = 0

    init(_ answer: EventLoopPromise<Int>) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body: break
        case .end: answer.succeed(status)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error is HTTPParserError ? NoAnswer.hangUp : error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(NoAnswer.hangUp)
    }
}
