// SPDX-License-Identifier: MIT

import HTTPClient
import SyncCore

/// A whole, valid configuration.
package struct ApplicationConfiguration: Sendable {
    /// The syncs, in the order of `RENDER_SYNCS`.
    package var syncs: [SyncConfiguration]
    /// How Infisical is reached.
    package var infisical: InfisicalConfiguration
    /// Render's API base.
    package var renderURL: BaseURL
    /// Run-wide limits.
    package var limits: RunLimits

    package init(
        syncs: [SyncConfiguration], infisical: InfisicalConfiguration, renderURL: BaseURL,
        limits: RunLimits = RunLimits()
    ) {
        self.syncs = syncs
        self.infisical = infisical
        self.renderURL = renderURL
        self.limits = limits
    }
}

/// Run-wide limits of time, and what they are measured against.
package struct RunLimits: Sendable, Equatable {
    /// How old, or how far ahead, a signature may be.
    package var signatureTolerance = Duration.seconds(300)
    /// When `serve` answers for a push that is still running. Infisical itself gives up after 15 s.
    package var respondWithin = Duration.seconds(10)
    /// The time of one push.
    package var timeout = Duration.seconds(600)
    /// The queue that `serve` is behind.
    package var queue: QueueKind?

    package init() {}
}
