// SPDX-License-Identifier: MIT

/// What a push is to come to.
package enum PlanGoal: Sendable, Equatable {
    /// Render holds what the source says.
    case source
    /// The same, for the first time. The plan was shown to somebody, so that the default limit of deletions does not
    /// hold; nil only while it is being shown.
    case firstSync(ShownChanges?)
    /// Render holds nothing that the source has. It is shown first, too.
    case removal(ShownChanges?)

    /// The command that comes to it.
    var command: String {
        switch self {
        case .source: "sync"
        case .firstSync: "init"
        case .removal: "remove"
        }
    }

    /// What somebody has seen and agreed to.
    var shown: ShownChanges? {
        switch self {
        case .source: nil
        case .firstSync(let shown), .removal(let shown): shown
        }
    }

    /// Whether the plan is shown before it is done.
    var isShownFirst: Bool { self != .source }
}

/// The changes that were shown before somebody agreed to them. What would be overwritten or deleted beyond them is not
/// done.
package struct ShownChanges: Sendable, Equatable {
    /// Secrets that are imported into Infisical.
    package var imported: Set<Key>
    /// Those of them whose value in Infisical is overwritten.
    package var overwritten: Set<Key>
    /// Keys that are created or updated at Render.
    package var written: Set<Key>
    /// Keys that are deleted at Render.
    package var deleted: Set<Key>

    /// What a preview shows.
    package init(_ preview: PushReport) {
        imported = Set(preview.imported ?? [])
        overwritten = Set(preview.overwritten ?? [])
        written = Set(preview.created + preview.updated)
        deleted = Set(preview.deleted)
    }
}
