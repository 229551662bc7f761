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
