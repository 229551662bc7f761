// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers
import NIOCore

/// One run of the server: its connections and what came over them.
final class ConnectionRegistry: Sendable {
    private struct State {
        /// By age: the numbers count up.
        var channels: [Int: any Channel] = [:]
        /// The connections with a request that is being answered, even when their client is gone.
        var busy: Set<Int> = []
        var count = 0
        var firstExitCode: Int32?
        var isEnding = false
    }

    /// Given when the server has done what it was started for.
    let enough = Latch()
    /// Given when the server ends and nothing is being answered any more.
    private let idle = Latch()
    private let isOnce: Bool
    private let connectionBound: Int
    private let state = NIOLockedValueBox(State())

    init(isOnce: Bool, connectionBound: Int) {
        self.isOnce = isOnce
        self.connectionBound = max(1, connectionBound)
    }

    /// What the first delivery's answer exits with.
    var firstExitCode: Int32? { state.withLockedValue(\.firstExitCode) }

    /// Takes a new connection in. When there are too many, the oldest without a whole request has to go: whoever has
    /// something to say says it at once.
    func add(_ channel: any Channel) -> ConnectionHandler.Observer {
        let (id, evicted) = state.withLockedValue { state in
            state.count += 1
            let id = state.count
            if state.isEnding { return (id, channel as (any Channel)?) }
            state.channels[id] = channel
            guard state.channels.count > connectionBound else { return (id, nil) }
            let oldest = state.channels.keys.filter { !state.busy.contains($0) }.min()
            return (id, oldest.flatMap { state.channels.removeValue(forKey: $0) })
        }
        evicted?.close(promise: nil)
        channel.closeFuture.whenComplete { [self] _ in
            state.withLockedValue { _ = $0.channels.removeValue(forKey: id) }
        }
        return ConnectionHandler.Observer(
            isBusy: { [self] in setBusy($0, id) }, answered: { [self] in note($0) })
    }

    /// Ends idle connections now and the others after their answer; returns when all are closed and everything is
    /// answered, whether or not somebody was there to read it.
    func end() async {
        let (channels, isIdle) = state.withLockedValue { state in
            state.isEnding = true
            return (Array(state.channels.values), state.busy.isEmpty)
        }
        if isIdle, channels.isEmpty { return }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ConnectionHandler.Ending()) }
        for channel in channels { try? await channel.closeFuture.get() }
        if state.withLockedValue({ $0.busy.isEmpty }) { return }
        await idle.wait()
    }

    private func setBusy(_ isBusy: Bool, _ id: Int) {
        let isIdle = state.withLockedValue { state in
            if isBusy { state.busy.insert(id) } else { state.busy.remove(id) }
            return state.isEnding && state.busy.isEmpty && state.channels.isEmpty
        }
        if isIdle { idle.open() }
    }

    private func note(_ answer: WebhookResponse) {
        guard answer.isDelivery else { return }
        state.withLockedValue { $0.firstExitCode = $0.firstExitCode ?? answer.exitCode }
        if isOnce { enough.open() }
    }
}
