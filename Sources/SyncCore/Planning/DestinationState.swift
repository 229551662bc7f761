// SPDX-License-Identifier: MIT

/// What a destination holds.
public struct DestinationState: Sendable, Equatable {
    /// Every key and its value, managed or not.
    public var entries: [Key: Secret]
    /// The services that a redeploy would restart: the service itself, or those linked to the group.
    public var services: [String]

    /// When anything in it last changed, as Render writes it (ISO 8601); nil where it does not say, as for services.
    public var changedAt: String?

    /// Takes all parts.
    public init(entries: [Key: Secret], services: [String] = [], changedAt: String? = nil) {
        self.entries = entries
        self.services = services
        self.changedAt = changedAt
    }
}
