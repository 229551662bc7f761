// SPDX-License-Identifier: MIT

import Basics
import Glibc
import Logging
import NIOCore
import NIOPosix

/// `serve`: deliveries over HTTP, until stopped, or until one has its response.
package struct Server: Sendable {
    /// How the server runs.
    package struct Options: Sendable {
        /// The address to listen on.
        package var host: String
        /// The port; 0 for a free one.
        package var port: Int
        /// Whether it ends after one delivery.
        package var isOnce: Bool
        /// The process's environment, for `LISTEN_FDS`.
        package var environment: [String: String]

        package init(host: String, port: Int, isOnce: Bool, environment: [String: String]) {
            self.host = host
            self.port = port
            self.isOnce = isOnce
            self.environment = environment
        }
    }

    /// Connections at once; each takes a descriptor and some ten thousand bytes.
    private static let connectionBound = 512
    /// Large bodies at once, of up to 1 MiB each.
    private static let largeBodies = 16

    private let options: Options
    private let endpoint: WebhookEndpoint
    private let time: TimeSource
    private let stop: Latch
    private let log: Logger

    package init(_ options: Options, endpoint: WebhookEndpoint, time: TimeSource, stop: Latch, log: Logger) {
        self.options = options
        self.endpoint = endpoint
        self.time = time
        self.stop = stop
        self.log = log
    }

    /// Serves to the end, and calls back when it is asked for. Returns the exit code of the first delivery, or nil when
    /// there was none.
    package func run(onStop: () async -> Void = {}) async throws -> Int32? {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let connections = ConnectionRegistry(isOnce: options.isOnce, connectionBound: Self.connectionsAllowed())
        do {
            let listener = try await listen(group, connections)
            await firstOf(stop.wait, connections.isDone.wait)
            if stop.isOpen { await onStop() }
            try? await listener?.close()
            await connections.end()
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try? await group.shutdownGracefully()
        return connections.firstExitCode
    }

    private func listen(_ group: MultiThreadedEventLoopGroup, _ connections: ConnectionRegistry) async throws -> (
        any Channel
    )? {
        let bodies = BodyLimiter(Self.largeBodies)
        let configure: @Sendable (any Channel) -> EventLoopFuture<Void> = { self.configure($0, connections, bodies) }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Where no descriptor is left at all, accepting again at once would spin.
                    try channel.pipeline.syncOperations.addHandlers(
                        AcceptLimiter(connections), AcceptBackoffHandler(shouldForwardIOErrorCaught: false))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer(configure)
        switch try InheritedSocket.find(in: options.environment) {
        case .connected(let descriptor):
            let connection = try await Self.orBadSocket {
                try await ClientBootstrap(group: group)
                    .channelOption(.allowRemoteHalfClosure, value: true)
                    .channelInitializer(configure)
                    .withConnectedSocket(descriptor).get()
            }
            // One connection is all there will be.
            connection.closeFuture.whenComplete { _ in connections.isDone.open() }
            return nil
        case .listening(let descriptor):
            let channel = try await Self.orBadSocket { try await bootstrap.withBoundSocket(descriptor).get() }
            report(channel)
            return channel
        case nil:
            let channel = try await bind(bootstrap)
            report(channel)
            return channel
        }
    }

    private func bind(_ bootstrap: ServerBootstrap) async throws -> any Channel {
        let address = "\(options.host), port \(options.port)"
        do {
            return try await bootstrap.bind(host: options.host, port: options.port).get()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ServerError.inUse(address)
        } catch let error as IOError {
            throw ServerError.cannotListen("\(address): \(String(cString: strerror(error.errnoCode)))")
        } catch {
            throw ServerError.cannotListen(DoorMessages.noSuchAddress(address))
        }
    }

    private static func orBadSocket<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do { return try await body() } catch { throw ServerError.badSocket("\(error)") }
    }

    private func report(_ channel: any Channel) {
        guard let address = channel.localAddress, let host = address.ipAddress, let port = address.port else {
            return log.notice("\(DoorMessages.listening(channel.localAddress?.pathname ?? "the passed socket"))")
        }
        log.notice("\(DoorMessages.listening("\(host):\(port)"))", metadata: ["port": .stringConvertible(port)])
    }

    private func configure(_ channel: any Channel, _ connections: ConnectionRegistry, _ bodies: BodyLimiter)
        -> EventLoopFuture<Void>
    {
        let (endpoint, time) = (endpoint, time)
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let backpressure = BackpressureHandler()
            let reservation = BodyReservation(bodies)
            try pipeline.addRequestReading(backpressure, reservation)
            try pipeline.addHandler(
                ConnectionHandler(
                    endpoint: endpoint, now: { time.now }, backpressure: backpressure, reservation: reservation,
                    observer: connections.add(channel)))
        }
    }

    /// Half of the descriptors that are free: pushes need some too.
    private static func connectionsAllowed() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connectionBound }
        // What is open has low numbers: nothing that was opened has been closed yet.
        let possible = 0..<Int32(clamping: min(limit.rlim_cur, 4096))
        let free = possible.count { fcntl($0, F_GETFD) < 0 }
        return min(connectionBound, free / 2)
    }
}
