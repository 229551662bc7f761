// SPDX-License-Identifier: MIT

import SyncCore

/// What is set up: every place by its id, and by the name that people know.
package struct SetupTarget: Sendable, Equatable {
    package var source: SyncSource
    package var projectName: String
    package var environmentName: String
    /// Nil where only a webhook is deleted.
    package var destination: SyncDestination?
    package var destinationName: String
    /// The address that Infisical is to call.
    package var url: String
    /// The webhook's glob over folders.
    package var webhookPath: String
    /// Whether the glob was given, so that a webhook with another one is another webhook.
    package var isWebhookPathGiven: Bool

    /// The glob that covers what a sync reads, and no more.
    static func webhookPath(for source: SyncSource) -> String {
        guard source.isRecursive else { return source.path.description }
        return source.path == .root ? "/**" : "\(source.path)/**"
    }
}
