// SPDX-License-Identifier: MIT

/// What is done with a sync. A delivery's push is a `sync` too.
package enum Command: Sendable, Equatable {
    /// Makes Render hold what the source says.
    case sync
    /// Shows what `sync` would do.
    case plan
    /// Makes the first push, after the import that the sync asks for.
    case initialize
    /// Takes secrets from Render into Infisical.
    case `import`(ImportPriority)
    /// Deletes from Render what the source has.
    case remove

    /// Its word on the command line.
    package var word: String {
        switch self {
        case .sync: "sync"
        case .plan: "plan"
        case .initialize: "init"
        case .import: "import"
        case .remove: "remove"
        }
    }

    /// Whether somebody sees what it would do and agrees to it, so that the default limit of deletions does not hold.
    var isShownFirst: Bool {
        switch self {
        case .sync, .plan: false
        case .initialize, .import, .remove: true
        }
    }
}
