// SPDX-License-Identifier: MIT

import Basics

/// What a destination holds.
package struct DestinationState: Sendable, Equatable {
    /// Every key and its value, managed or not.
    package var entries: [Key: Secret]
    /// The services that a redeploy would restart: the service itself, or those linked to the group.
    package var services: [RenderService]

    package init(entries: [Key: Secret], services: [RenderService] = []) {
        self.entries = entries
        self.services = services
    }
}
