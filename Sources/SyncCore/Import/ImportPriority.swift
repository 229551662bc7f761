// SPDX-License-Identifier: MIT

/// Whose value an import keeps where both sides have one.
package enum ImportPriority: String, Sendable, CaseIterable {
    /// Infisical's: only what Infisical lacks is imported.
    case source
    /// Render's: what differs is imported too.
    case destination
}

extension SyncOptions.InitialSyncBehavior {
    /// Whose values the first sync's import keeps; nil where it imports nothing.
    var importPriority: ImportPriority? {
        switch self {
        case .overwriteDestination: nil
        case .importPrioritizeSource: .source
        case .importPrioritizeDestination: .destination
        }
    }
}
