// SPDX-License-Identifier: MIT

import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL

/// A listening socket and the connections it has accepted.
final class Listener: Sendable {
    /// What is served to those who connect.
    enum Role: Sendable {
        case api(SandboxService)
        case admin
        /// In the clear, or with TLS if that is what the client begins with.
        case chat(TLSSettings)
    }

    let port: Int
    private let channel: any Channel
    private let connections: ConnectionSet

    private init(channel: any Channel, connections: ConnectionSet) {
        self.channel = channel
        self.connections = connections
        port = channel.localAddress?.port ?? 0
    }

    static func start(host: String, port: Int, core: Core, role: Role, tls: TLSSettings?) async throws -> Listener {
        let connections = ConnectionSet()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                connections.insert(channel)
                return configure(channel, core, role, tls)
            }
            .bind(host: host, port: port).get()
        return Listener(channel: channel, connections: connections)
    }

    func stop() async {
        // It may be closed already; then there is nothing left to do.
        try? await channel.close().get()
        await connections.closeAll()
    }

    private static func configure(
        _ channel: any Channel, _ core: Core, _ role: Role, _ tls: TLSSettings?
    ) -> EventLoopFuture<Void> {
        let number = core.nextConnection()
        @Sendable
        func handler(version: String) -> RequestHandler {
            RequestHandler(core: core, role: role, connection: number, version: version, tcp: channel)
        }
        @Sendable
        func http1(_ channel: any Channel) -> EventLoopFuture<Void> {
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                try channel.pipeline.syncOperations.addHandler(handler(version: "HTTP/1.1"))
            }
        }
        @Sendable
        func http2(_ channel: any Channel) -> EventLoopFuture<Void> {
            // By default a connection ends after 200 frames that could be an attack. libcurl 7.88 sends one or two with most
            // PUTs: a RST_STREAM, or a WINDOW_UPDATE for a stream that has ended.
            var connections = NIOHTTP2Handler.ConnectionConfiguration()
            connections.maximumConnectionGlitches = .max
            var streams = NIOHTTP2Handler.StreamConfiguration()
            streams.streamErrorRateLimit.windowLength = .nanoseconds(1)
            streams.streamResetFrameRateLimit.windowLength = .nanoseconds(1)
            return channel.configureHTTP2Pipeline(
                mode: .server, connectionConfiguration: connections, streamConfiguration: streams
            ) { stream in
                stream.eventLoop.makeCompletedFuture {
                    try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
                    try stream.pipeline.syncOperations.addHandler(handler(version: "HTTP/2"))
                }
            }.map { _ in }
        }
        let prepared = channel.eventLoop.makeCompletedFuture {
            // First in the pipeline, and so below TLS: a reset is the TCP connection's.
            try channel.pipeline.syncOperations.addHandler(ResetHandler())
            if let tls {
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context))
            } else if case .chat(let tls) = role {
                try channel.pipeline.syncOperations.addHandler(
                    ProxyHandler(tls: tls, requests: handler(version: "HTTP/1.1")))
            }
        }
        return prepared.flatMap {
            if case .chat = role { return channel.eventLoop.makeSucceededVoidFuture() }
            guard tls != nil else { return http1(channel) }
            return channel.configureHTTP2SecureUpgrade(h2ChannelConfigurator: http2, http1ChannelConfigurator: http1)
        }
    }
}
