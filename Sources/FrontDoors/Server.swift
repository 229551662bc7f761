// SPDX-License-Identifier: MIT

public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
public import SyncCore

/// What the server cannot do.
public enum ServerError: Error, Sendable {
    /// The address cannot be listened on.
    case cannotListen(String)
    /// `LISTEN_FDS` names no usable socket.
    case badSocket(String)

    /// What to do about it.
    public var message: String {
        switch self {
        case .cannotListen(let detail): "cannot listen: \(detail); see PORT and HOST"
        case .badSocket(let detail): "the passed socket cannot be used: \(detail); see LISTEN_FDS"
        }
    }
}

/// `serve`: deliveries over HTTP, until stopped, or until one was answered.
public struct Server: Sendable {
    /// How the server runs.
    public struct Options: Sendable {
        /// The address to listen on.
        public var host: String
        /// The port; 0 for a free one.
        public var port: Int
        /// Whether it ends after one delivery.
        public var isOnce: Bool
        /// The process's environment, for `LISTEN_FDS`.
        public var environment: [String: String]

        /// Takes all four.
        public init(host: String, port: Int, isOnce: Bool, environment: [String: String]) {
            self.host = host
            self.port = port
            self.isOnce = isOnce
            self.environment = environment
        }
    }

    /// The time for a request to arrive.
    private static let patience = TimeAmount.seconds(20)

    private let options: Options
    private let keeper: Doorkeeper
    private let stop: StopSignal
    private let log: Logger

    /// Takes the way to serve, the keeper, and the signal that ends it.
    public init(_ options: Options, keeper: Doorkeeper, stop: StopSignal, log: Logger) {
        self.options = options
        self.keeper = keeper
        self.stop = stop
        self.log = log
    }

    /// Serves to the end. Returns the exit code of the first delivery, or nil when there was none.
    public func run() async throws -> Int32? {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let visit = Visit(isOnce: options.isOnce)
        do {
            let listener = try await listen(group, visit)
            await Self.first(of: [stop, visit.enough])
            try? await listener?.close()
            await visit.endConnections()
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
        return visit.firstExitCode
    }

    private func listen(_ group: MultiThreadedEventLoopGroup, _ visit: Visit) async throws -> (any Channel)? {
        let inherited = InheritedSocket.find(in: options.environment)
        if case .connected(let descriptor) = inherited {
            let connection = try await ClientBootstrap(group: group)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { configure($0, visit) }
                .withConnectedSocket(descriptor).get()
            // One connection is all there will be.
            connection.closeFuture.whenComplete { _ in visit.enough.request() }
            return nil
        }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { configure($0, visit) }
        do {
            let channel =
                if case .listening(let descriptor) = inherited {
                    try await bootstrap.withBoundSocket(descriptor).get()
                } else {
                    try await bootstrap.bind(host: options.host, port: options.port).get()
                }
            let address = channel.localAddress
            log.notice(
                "listening on \(address?.ipAddress ?? options.host):\(address?.port ?? options.port)",
                metadata: ["port": .stringConvertible(address?.port ?? options.port)])
            return channel
        } catch {
            throw inherited == nil ? ServerError.cannotListen("\(error)") : ServerError.badSocket("\(error)")
        }
    }

    private func configure(_ channel: any Channel, _ visit: Visit) -> EventLoopFuture<Void> {
        let keeper = keeper
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ByteWatch())
            try pipeline.addHandler(HTTPResponseEncoder())
            try pipeline.addRequestReading()
            try pipeline.addHandler(
                ConnectionHandler(keeper: keeper, patience: Self.patience) { visit.noteDelivery($0) })
            visit.add(channel)
        }
    }

    private static func first(of signals: [StopSignal]) async {
        await withTaskGroup(of: Void.self) { group in
            for signal in signals { group.addTask { await signal.wait() } }
            await group.next()
            group.cancelAll()
        }
    }
}

/// One run of the server: its connections and what came over them.
private final class Visit: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var firstExitCode: Int32?
        var isEnding = false
    }

    /// Given when the server has done what it was started for.
    let enough = StopSignal()
    private let isOnce: Bool
    private let state = Locked(State())

    init(isOnce: Bool) {
        self.isOnce = isOnce
    }

    var firstExitCode: Int32? { state.withLock(\.firstExitCode) }

    func noteDelivery(_ exitCode: Int32) {
        state.withLock { $0.firstExitCode = $0.firstExitCode ?? exitCode }
        if isOnce { enough.request() }
    }

    func add(_ channel: any Channel) {
        let isEnding = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = channel
            return state.isEnding
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        if isEnding { channel.close(promise: nil) }
    }

    /// Ends idle connections now and the others after their answer; returns when all are closed.
    func endConnections() async {
        let channels = state.withLock { state in
            state.isEnding = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ConnectionHandler.Ending()) }
        for channel in channels { try? await channel.closeFuture.get() }
    }
}
