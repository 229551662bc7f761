// SPDX-License-Identifier: MIT

import Basics

/// Where secrets are read: Infisical, or a test's own.
package protocol SecretSource: Sendable {
    /// Everything that the source says now.
    func read() async throws(ServiceFailure) -> SourceSecrets
}

/// Where secrets are written: a Render service or environment group, or a test's own.
package protocol SecretDestination: Sendable {
    /// Everything that the destination holds now.
    func read() async throws(ServiceFailure) -> DestinationState
    /// Sets one key; a repeat is harmless.
    func put(_ write: Plan.Write) async throws(ServiceFailure)
    /// Deletes one key; a key that is already gone is no failure.
    func delete(_ key: Key) async throws(ServiceFailure)
    /// Makes the destination hold these entries and no others, in one call.
    func replaceAll(_ entries: [Plan.Write]) async throws(ServiceFailure)
    /// Starts a deploy; never repeated when the first may have started one. Keeps to a deadline of its own, as it is
    /// still done after a stop.
    func deploy(
        service: String, mode: SyncOptions.DeployMode?, within deadline: Deadline
    ) async throws(ServiceFailure) -> DeployOutcome

    /// What is known of the room for writes. A write that there is no room for is refused with `noRoom`, unsent.
    var allowance: WriteAllowance { get }
    /// Whether one call can replace everything (services can, environment groups cannot).
    var canReplaceAll: Bool { get }
}

/// What became of a deploy that was asked for.
package enum DeployOutcome: Sendable, Equatable {
    case started(id: String)
    /// It waits for another one; Render does not tell its id.
    case queued
    /// The service is suspended: it deploys when it is resumed.
    case suspended
    /// There is no such service any more.
    case gone
}

/// A service that is not redeployed, and why that is no failure: what was written is there when it runs again.
package struct UndeployedService: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        case suspended, gone
    }

    package var service: String
    package var reason: Reason
}

/// How many writes a destination takes now.
package struct WriteAllowance: Sendable, Equatable {
    /// Writes that the rate limit leaves room for.
    package var count: Int
    /// Until the limit is whole again.
    package var resetsIn: Duration
    /// Writes that the connection carries at the same time.
    package var parallel: Int

    /// Writes that the limit has room for in a whole minute.
    package var perMinute: Int

    package init(count: Int, resetsIn: Duration, parallel: Int, perMinute: Int = 30) {
        self.count = count
        self.resetsIn = resetsIn
        self.parallel = parallel
        self.perMinute = perMinute
    }
}
