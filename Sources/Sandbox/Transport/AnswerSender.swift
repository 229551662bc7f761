// SPDX-License-Identifier: MIT

import NIOCore
import NIOHTTP1

/// Sends answers, whole or as a fault wants them.
struct AnswerSender: Sendable {
    let channel: any Channel
    /// The TCP connection below an HTTP/2 stream; the channel itself with HTTP/1.1.
    let tcp: any Channel
    let keepAlive: Bool
    let isHead: Bool

    /// At once, or after the outcome's delay.
    func deliverInTime(_ outcome: Outcome, _ core: Core) {
        guard outcome.delay > .zero else { return deliver(outcome, core) }
        channel.eventLoop.scheduleTask(in: .nanoseconds(outcome.delay.nanoseconds)) { deliver(outcome, core) }
    }

    private func deliver(_ outcome: Outcome, _ core: Core) {
        switch outcome.delivery {
        case .silence: break
        case .reset: reset()
        case .whole:
            core.answered(outcome.number, status: outcome.answer.status)
            send(outcome.answer)
        case .resetMidway:
            var half = outcome.answer
            half.body.removeLast(half.body.count / 2)
            start(outcome.answer, length: outcome.answer.body.count)
            write(half.body).whenComplete { _ in
                // A reset that comes at once may keep the client from reading what has arrived.
                channel.eventLoop.scheduleTask(in: .milliseconds(250)) { reset() }
            }
        case .endless:
            core.answered(outcome.number, status: outcome.answer.status)
            start(outcome.answer, length: nil)
            repeatForever(outcome.answer.body)
        }
    }

    func send(_ answer: Answer) {
        start(answer, length: answer.body.count)
        if !answer.body.isEmpty, !isHead {
            channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: answer.body))), promise: nil)
        }
        let sent = channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        guard !keepAlive else { return }
        sent.whenComplete { _ in channel.close(promise: nil) }
    }

    private func start(_ answer: Answer, length: Int?) {
        var headers = HTTPHeaders(answer.headers.map { ($0.name, $0.value) })
        // RFC 9110 8.6: no length with 204.
        if let length, answer.status != 204 { headers.replaceOrAdd(name: "content-length", value: String(length)) }
        if !keepAlive { headers.add(name: "connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
    }

    private func write(_ bytes: [UInt8]) -> EventLoopFuture<Void> {
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))))
    }

    /// The next piece follows when the last one has left; it ends when the client hangs up.
    private func repeatForever(_ bytes: [UInt8]) {
        write(bytes).whenSuccess { repeatForever(bytes) }
    }

    private func reset() {
        tcp.pipeline.fireUserInboundEventTriggered(ResetHandler.Reset())
    }
}
