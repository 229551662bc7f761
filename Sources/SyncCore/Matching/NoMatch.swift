// SPDX-License-Identifier: MIT

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
