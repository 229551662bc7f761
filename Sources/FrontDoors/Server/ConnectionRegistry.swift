// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers
import NIOCore

/// The connections of one run of the server, and what came over them.
final class ConnectionRegistry: Sendable {
    private struct State {
        /// By age: the numbers count up.
        var channels: [Int: any Channel] = [:]
        /// The connections with a request whose push runs, even when their client is gone.
        var busy: Set<Int> = []
        var count = 0
        var firstExitCode: Int32?
        var isEnding = false
        var waitsForRoom: (@Sendable () -> Void)?

        /// The connection that has been here longest without a push.
        var oldestIdle: Int? { channels.keys.filter { !busy.contains($0) }.min() }

        /// What waits, if there is room now.
        mutating func takeWaiting(_ bound: Int) -> (@Sendable () -> Void)? {
            guard channels.count < bound || oldestIdle != nil else { return nil }
            defer { waitsForRoom = nil }
            return waitsForRoom
        }
    }

    /// Opens when the server has done what it was started for.
    let isDone = Latch()
    /// Opens when the server ends and no push runs any more.
    private let isIdle = Latch()
    private let isOnce: Bool
    private let connectionBound: Int
    private let state = NIOLockedValueBox(State())

    init(isOnce: Bool, connectionBound: Int) {
        self.isOnce = isOnce
        self.connectionBound = max(1, connectionBound)
    }

    /// What the first delivery's response exits with.
    var firstExitCode: Int32? { state.withLockedValue(\.firstExitCode) }

    /// Pushes whose response is still due.
    var busyCount: Int { state.withLockedValue(\.busy.count) }

    /// Calls back when there is room for a new connection: at once, unless every one that is allowed has a push.
    func whenRoom(_ body: @escaping @Sendable () -> Void) {
        let hasRoom = state.withLockedValue { state in
            state.waitsForRoom = body
            return state.takeWaiting(connectionBound)
        }
        hasRoom?()
    }

    /// Takes a new connection in. When there are too many, the oldest without a push is closed: a client that has
    /// something to say says it at once.
    func add(_ channel: any Channel) -> ConnectionHandler.Observer {
        let (id, evicted) = state.withLockedValue { state in
            state.count += 1
            let id = state.count
            if state.isEnding { return (id, channel as (any Channel)?) }
            state.channels[id] = channel
            guard state.channels.count > connectionBound else { return (id, nil) }
            return (id, state.oldestIdle.flatMap { state.channels.removeValue(forKey: $0) })
        }
        evicted?.close(promise: nil)
        channel.closeFuture.whenComplete { [self] _ in
            change { _ = $0.channels.removeValue(forKey: id) }
        }
        return ConnectionHandler.Observer(
            isBusy: { [self] isBusy in change { if isBusy { $0.busy.insert(id) } else { $0.busy.remove(id) } } },
            hasResponded: { [self] in note($0) })
    }

    /// Ends idle connections now and the others after their response; returns when all are closed and every push has
    /// its response, even where nobody is there to read it.
    func end() async {
        let channels = state.withLockedValue { state in
            state.isEnding = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ConnectionHandler.ServerEnds()) }
        for channel in channels { try? await channel.closeFuture.get() }
        change { _ in }
        await isIdle.wait()
    }

    private func change(_ body: (inout State) -> Void) {
        let (isIdle, waiting) = state.withLockedValue { state in
            body(&state)
            let isIdle = state.isEnding && state.busy.isEmpty && state.channels.isEmpty
            return (isIdle, state.takeWaiting(connectionBound))
        }
        if isIdle { self.isIdle.open() }
        waiting?()
    }

    private func note(_ response: WebhookResponse) {
        guard response.isDelivery else { return }
        state.withLockedValue { $0.firstExitCode = $0.firstExitCode ?? response.exitCode }
        if isOnce { isDone.open() }
    }
}
