// SPDX-License-Identifier: MIT

import Basics

/// Finds the syncs that an event triggers.
package struct SyncMatcher: Sendable {
    /// What an event leads to.
    package enum Match: Sendable {
        /// At least one sync, in the order of the configuration.
        case syncs([SyncConfiguration])
        /// None, and why.
        case none(NoMatch)
    }

    private let syncs: [SyncConfiguration]

    package init(_ syncs: [SyncConfiguration]) {
        self.syncs = syncs
    }

    /// The syncs whose source the place belongs to, that the signature may trigger and that the address allows.
    package func match(_ place: Event.Place, signers: Set<SigningKey.Scope>, only: String? = nil) -> Match {
        let here = syncs.filter { Self.covers($0, place) && (Self.isAllowed($0, only)) }
        guard !here.isEmpty else {
            return .none(.noSync(place))
        }
        let allowed = here.filter { signers.contains($0.webhookSecret == nil ? .everySync : .sync(ExactText($0.name))) }
        guard !allowed.isEmpty else { return .none(.keyMayNotTrigger(here.map(\.name))) }
        let enabled = allowed.filter(\.isAutoSyncEnabled)
        guard !enabled.isEmpty else { return .none(.autoSyncIsOff(allowed.map(\.name))) }
        return .syncs(enabled)
    }

    private static func isAllowed(_ sync: SyncConfiguration, _ only: String?) -> Bool {
        only.map { sync.name.hasSameBytes(as: $0) } ?? true
    }

    /// Whether a change in this place changes what the sync reads.
    static func covers(_ sync: SyncConfiguration, _ place: Event.Place) -> Bool {
        let source = sync.source
        guard source.projectID.hasSameBytes(as: place.projectID) else { return false }
        let isRead =
            source.environment.hasSameBytes(as: place.environment)
            && (place.path == source.path || (source.isRecursive && place.path.isWithin(source.path)))
        return isRead || sync.triggerPaths.contains { $0.covers(place, of: source) }
    }
}

/// Why an event pushes nothing.
package enum NoMatch: Sendable, Equatable {
    /// The event is not a change of secrets; its name.
    case otherEvent(String)
    /// The event names no folder.
    case noFolder
    /// No sync reads this folder.
    case noSync(Event.Place)
    /// The key that signed may not trigger these syncs.
    case keyMayNotTrigger([String])
    /// Webhooks do not push these syncs.
    case autoSyncIsOff([String])
}
