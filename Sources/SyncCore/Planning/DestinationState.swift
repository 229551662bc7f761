// SPDX-License-Identifier: MIT

/// What a destination holds.
public struct DestinationState: Sendable, Equatable {
    /// Every key and its value, managed or not.
    public var entries: [Key: Secret]
    /// The services that a redeploy would restart: the service itself, or those linked to the group.
    public var services: [String]

    /// Takes both.
    public init(entries: [Key: Secret], services: [String] = []) {
        self.entries = entries
        self.services = services
    }
}
