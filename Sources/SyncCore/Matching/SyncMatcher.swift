// SPDX-License-Identifier: MIT

/// Finds the syncs that an event triggers.
public struct SyncMatcher: Sendable {
    /// What an event leads to.
    public enum Match: Sendable, Equatable {
        /// At least one sync, in the order of the configuration.
        case syncs([String])
        /// None, and why.
        case none(String)
    }

    private let syncs: [SyncConfiguration]

    /// Takes the configured syncs.
    public init(_ syncs: [SyncConfiguration]) {
        self.syncs = syncs
    }

    /// The syncs whose source the place belongs to, that the signature may trigger and that the address allows.
    public func match(_ place: Event.Place, signers: Set<SigningKey.Owner>, only: String? = nil) -> Match {
        let here = syncs.filter { Self.covers($0, place) && (only == nil || $0.name == only) }
        guard !here.isEmpty else {
            return .none("no sync reads \(SafeText.clean("\(place.environment) \(place.path)")) of this project")
        }
        let allowed = here.filter { signers.contains($0.webhookSecret == nil ? .everySync : .sync($0.name)) }
        guard !allowed.isEmpty else { return .none("the signing key may not trigger \(Self.names(here))") }
        let enabled = allowed.filter(\.isAutoSyncEnabled)
        guard !enabled.isEmpty else { return .none("auto-sync is off for \(Self.names(allowed))") }
        return .syncs(enabled.map(\.name))
    }

    private static func covers(_ sync: SyncConfiguration, _ place: Event.Place) -> Bool {
        guard sync.source.projectID.hasSameBytes(as: place.projectID),
            sync.source.environment.hasSameBytes(as: place.environment)
        else { return false }
        return place.path == sync.source.path
            || (sync.source.isRecursive && place.path.isWithin(sync.source.path))
            || sync.triggerPaths.contains { $0.matches(place.path) }
    }

    private static func names(_ syncs: [SyncConfiguration]) -> String {
        syncs.map(\.name).joined(separator: ", ")
    }
}
