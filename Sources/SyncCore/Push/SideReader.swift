// SPDX-License-Identifier: MIT

import Basics

/// Both sides, read at the same time.
struct Sides: Sendable {
    var source = SourceSecrets(direct: [])
    var destination = DestinationState(entries: [:])
}

/// Reads the two sides of a sync. A list that is older than one before it is waited out and never handed on.
struct SideReader: Sendable {
    /// Before each further reading. A replica is seldom behind for longer; a cache may be, and Infisical waits for the
    /// answer no longer than fifteen seconds.
    static let waits: [Duration] = [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)]

    private let source: any SecretSource
    private let destination: any SecretDestination
    private let memory: SourceMemory
    private let deadline: Deadline
    private let began: Moment
    private let changeTold: Moment?

    /// For a push, or another command, that begins now.
    init(
        source: any SecretSource, memory: SourceMemory, destination: any SecretDestination, deadline: Deadline,
        occasion: PushOccasion = .command
    ) {
        self.source = source
        self.destination = destination
        self.memory = memory
        self.deadline = deadline
        began = deadline.time.now
        changeTold = occasion.changeTold
    }

    /// Reads both sides at the same time.
    func both() async throws -> Sides {
        try await patiently { try await bothOnce() }
    }

    /// Reads the source, and the destination only if that brings something else than before.
    func again(after sides: Sides) async throws -> Sides {
        try await patiently {
            let source = try await sourceOnce()
            guard source.secrets != sides.source.secrets else { return sides }
            return Sides(source: source, destination: try await destination.read())
        }
    }

    /// Reads the source once. Throws at once when the list is an older one.
    func sourceOnce() async throws -> SourceSecrets {
        let reading = SourceHistory.Reading(began: deadline.time.now, pushBegan: began, changeTold: changeTold)
        let secrets = try await source.read()
        try memory.admit(secrets, reading)
        return secrets
    }

    /// The destination is read again too: it may have changed during the wait.
    private func patiently(_ read: () async throws -> Sides) async throws -> Sides {
        for wait in Self.waits {
            do {
                return try await read()
            } catch let older as OlderList {
                try await sleep(wait, before: older)
            }
        }
        return try await read()
    }

    private func sleep(_ wait: Duration, before older: OlderList) async throws {
        do throws(DeadlineError) {
            try await deadline.sleep(for: wait)
        } catch {
            if case .outOfTime = error { throw older }
            throw CallFailure(error)
        }
    }

    /// The first failure ends the other read.
    private func bothOnce() async throws -> Sides {
        try await withThrowingTaskGroup(of: Side.self) { group in
            group.addTask { .source(try await sourceOnce()) }
            group.addTask { .destination(try await destination.read()) }
            var sides = Sides()
            for try await side in group {
                switch side {
                case .source(let secrets): sides.source = secrets
                case .destination(let state): sides.destination = state
                }
            }
            return sides
        }
    }
}

private enum Side: Sendable {
    case source(SourceSecrets)
    case destination(DestinationState)
}
