// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore
import TestSupport
@testable import Basics

/// What a push believes that both sides hold after its writes.
final class Belief: Sendable {
    struct State {
        var source: SourceSecrets?
        var destination: DestinationState?
        var hasWritten = false
    }

    let state = NIOLockedValueBox(State())
}

/// A mutation: the reading that would confirm the writes is answered from what the push expects, not by the source.
struct BelievingSource: SecretSource {
    let inner: any SecretSource
    let belief: Belief

    func read() async throws(CallFailure) -> SourceSecrets {
        let believed = belief.state.withLockedValue { $0.hasWritten ? $0.source : nil }
        if let believed { return believed }
        let read = try await inner.read()
        belief.state.withLockedValue { $0.source = read }
        return read
    }
}

/// The same for the destination.
struct BelievingDestination: UnwatchedDestination {
    let inner: any SecretDestination
    let belief: Belief

    var allowance: WriteAllowance { inner.allowance }
    var canReplaceAll: Bool { inner.canReplaceAll }

    func read() async throws(CallFailure) -> DestinationState {
        let believed = belief.state.withLockedValue { $0.hasWritten ? $0.destination : nil }
        if let believed { return believed }
        let read = try await inner.read()
        belief.state.withLockedValue { $0.destination = read }
        return read
    }

    func put(_ write: Entry) async throws(CallFailure) {
        try await inner.put(write)
        note { $0[write.key] = write.value }
    }

    func delete(_ key: Key) async throws(CallFailure) {
        try await inner.delete(key)
        note { $0[key] = nil }
    }

    func replaceAll(_ entries: [Entry]) async throws(CallFailure) {
        try await inner.replaceAll(entries)
        note { $0 = Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value) }) }
    }

    func deploy(
        service: String, mode: SyncOptions.DeployMode?, within deadline: Deadline
    ) async throws(CallFailure) -> DeployAnswer {
        try await inner.deploy(service: service, mode: mode, within: deadline)
    }

    private func note(_ change: (inout [Key: Secret]) -> Void) {
        belief.state.withLockedValue { state in
            state.hasWritten = true
            if var destination = state.destination {
                change(&destination.entries)
                state.destination = destination
            }
        }
    }
}

/// Another mutation: versions, times and ids are lost on the way, so that nothing tells an older list from a newer one.
struct BlindSource: SecretSource {
    let inner: any SecretSource

    func read() async throws(CallFailure) -> SourceSecrets {
        let secrets = try await inner.read().secrets
        return SourceSecrets(direct: secrets.map { SourceSecret(key: $0.key, value: $0.value) })
    }
}
