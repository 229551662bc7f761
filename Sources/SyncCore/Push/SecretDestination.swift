// SPDX-License-Identifier: MIT

import Basics

/// Where secrets are written: a Render service or environment group, or a test's own.
package protocol SecretDestination: ServiceDeployer {
    /// Everything that the destination holds now.
    func read() async throws(CallFailure) -> DestinationState
    /// Sets one key; a repeat is harmless.
    func put(_ entry: Entry) async throws(CallFailure)
    /// Deletes one key; a key that is already gone is no failure.
    func delete(_ key: Key) async throws(CallFailure)
    /// Makes the destination hold these entries and no others, in one call.
    func replaceAll(_ entries: [Entry]) async throws(CallFailure)
    /// What is known of the room for writes. A write that there is no room for is refused with `noRoom`, unsent.
    var allowance: WriteAllowance { get }
    /// Whether one call can replace everything (services can, environment groups cannot).
    var canReplaceAll: Bool { get }
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
