// SPDX-License-Identifier: MIT

/// What a set-up is to do, as far as it has been said.
package struct SetupOptions: Sendable, Equatable {
    package enum Mode: Sendable, Equatable {
        /// Make the webhook, or find the one that is there.
        case establish
        /// Give it another signing key.
        case rotateKey
        /// Delete it.
        case remove
    }

    package var mode = Mode.establish
    package var isDryRun = false
    /// Whether what would be asked is agreed to.
    package var isAgreed = false
    /// Names, slugs or ids.
    package var project: String?
    package var environment: String?
    package var path: String?
    package var isRecursive = false
    package var service: String?
    package var group: String?
    /// The address that Infisical is to call.
    package var url: String?
    /// The webhook's glob over folders, where it is not what the sync reads.
    package var webhookPath: String?

    package init() {}
}
