// SPDX-License-Identifier: MIT

import Basics
import FoundationEssentials
import Glibc
import HTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// HTTP in plain text to Lambda's runtime API, on the same machine. libcurl, which takes longer to load than all the rest
/// of a cold start, is for pushes.
///
/// Every request has a connection of its own: none is kept while Lambda has the process frozen.
package struct LambdaRuntimeTransport: HTTPTransport {
    /// Its thread lives as long as the process.
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let bound: Int

    /// `bound` is the most bytes that a response's body may have; an event has up to 6 MB.
    package init(bound: Int = 32 << 20) {
        self.bound = bound
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let address = try Address(request.url)
        let eventLoop = group.next()
        // What comes first counts: the response, a failure, the end of the time, or that the task is cancelled.
        let outcome = eventLoop.makePromise(of: HTTPResponse.self)
        let timeout = eventLoop.scheduleTask(in: TimeAmount(request.timeout)) {
            outcome.fail(TransportError.timedOut)
        }
        outcome.futureResult.whenComplete { _ in timeout.cancel() }
        connect(eventLoop, address, outcome).whenComplete { result in
            switch result {
            case .success(let channel):
                outcome.futureResult.whenComplete { _ in channel.close(promise: nil) }
                Self.write(request, address, channel).cascadeFailure(to: outcome)
            case .failure(let error):
                outcome.fail(TransportError.unreachable("\(address.authority): \(Self.reason(error))"))
            }
        }
        do {
            return try await withTaskCancellationHandler {
                try await outcome.futureResult.get()
            } onCancel: {
                outcome.fail(TransportError.cancelled)
            }
        } catch let error as TransportError {
            throw error
        } catch {
            throw .broken(Self.reason(error))
        }
    }

    private func connect(
        _ eventLoop: any EventLoop, _ address: Address, _ outcome: EventLoopPromise<HTTPResponse>
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop).channelInitializer { [bound] channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                // What is sent is all our own, so that no handler need validate it.
                try pipeline.addHTTPClientHandlers(enableOutboundHeaderValidation: false)
                try pipeline.addHandler(ResponseCollector(outcome, bound: bound))
            }
        }
        // Only a name needs a resolver, and that a thread.
        return (try? SocketAddress(ipAddress: address.host, port: address.port)).map(bootstrap.connect(to:))
            ?? bootstrap.connect(host: address.host, port: address.port)
    }

    private static func write(
        _ request: HTTPRequest, _ address: Address, _ channel: any Channel
    ) -> EventLoopFuture<Void> {
        var head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method.rawValue), uri: address.path,
            headers: ["Host": address.authority, "Connection": "close"])
        head.headers.add(contentsOf: request.headers.map { ($0.key, $0.value) })
        if let body = request.body {
            head.headers.add(contentsOf: [("Content-Type", "application/json"), ("Content-Length", "\(body.count)")])
        }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if let body = request.body {
            channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        }
        return channel.writeAndFlush(HTTPClientRequestPart.end(nil))
    }

    private static func reason(_ error: any Error) -> String {
        (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
    }
}

extension LambdaRuntimeTransport {
    /// Where a request goes.
    struct Address {
        let host: String
        let port: Int
        /// Host and port, as the URL has them.
        let authority: String
        let path: String

        init(_ url: String) throws(TransportError) {
            guard let components = URLComponents(string: url), components.scheme?.hasSameBytes(as: "http") == true,
                let host = components.host, !host.isEmpty, let port = UInt16(exactly: components.port ?? 80)
            else { throw .unsendable(DoorMessages.notPlainHTTP) }
            self.host = Loopback.unbracketed(host)
            self.port = Int(port)
            authority = components.port.map { "\(host):\($0)" } ?? host
            path = components.percentEncodedPath
        }
    }
}

/// Collects the one response of a connection.
private final class ResponseCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let outcome: EventLoopPromise<HTTPResponse>
    private let bound: Int
    private var response = HTTPResponse(status: 0)

    init(_ outcome: EventLoopPromise<HTTPResponse>, bound: Int) {
        self.outcome = outcome
        self.bound = bound
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            response.status = Int(head.status.code)
            for header in head.headers { response.headers[header.name.lowercased()] = header.value }
        case .body(let bytes):
            guard response.body.count + bytes.readableBytes <= bound else {
                return outcome.fail(TransportError.tooLarge(bound: bound))
            }
            response.body += bytes.readableBytesView
        case .end: outcome.succeed(response)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        outcome.fail(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        outcome.fail(TransportError.broken(DoorMessages.noResponse))
    }
}
