// SPDX-License-Identifier: MIT

/// Data that is not pushed, because pushing it would lose something.
package enum GuardRefusal: Error, Sendable, Equatable {
    /// The identity may not read these secrets.
    case hiddenValues([Key])
    /// The source has nothing while these managed keys would be deleted.
    case emptySource([Key], variable: String)
    /// The push would delete more keys than allowed, out of so many managed ones. `command` is what to run again.
    case tooManyDeletions([Key], of: Int, allowed: Int, command: String, variable: String)
    /// Imports that list no secrets while keys that the source lacks would be deleted.
    case emptyImports([String], [Key], command: String, variable: String)
    /// Secrets that would become one destination key, with the folders they are in.
    case collisions([KeyCollision])
    /// Names that Render cannot hold.
    case unholdableKeys([Key], SyncDestination.Kind)
    /// Values of nothing but white space, which Infisical does not keep.
    case blankValues([Key])
    /// Values with half a surrogate pair, which is no text.
    case brokenText([Key])
    /// Values at Render that are Infisical's stand-in for one that could not be read.
    case standIns([Key])
    /// Secrets are chosen by their tags, and the server does not tell them.
    case tagsUnknown(variable: String)
    /// An import of these keys would make secrets without a tag, which the next push would delete at Render.
    case untaggedImport([Key])
    /// Secrets that REQUIRED_KEYS asks for.
    case unmetRequirements([RequirementFault], variable: String)
    /// Nobody has imported yet what only Render has, and these keys would be lost.
    case initialSyncNotDone([Key], sync: String, behavior: SyncOptions.InitialSyncBehavior, variable: String)
    /// `init` where the first push has been made.
    case initialSyncDone(sync: String, variable: String)
    /// Keys that would be overwritten or deleted, which the plan that was shown did not say.
    case changedSinceShown([Key])

    /// The keys that it is about.
    package var keys: [Key] {
        switch self {
        case .hiddenValues(let keys), .emptySource(let keys, _), .tooManyDeletions(let keys, _, _, _, _),
            .emptyImports(_, let keys, _, _), .unholdableKeys(let keys, _), .blankValues(let keys),
            .brokenText(let keys), .standIns(let keys), .initialSyncNotDone(let keys, _, _, _),
            .changedSinceShown(let keys), .untaggedImport(let keys):
            keys
        case .collisions(let collisions): collisions.map(\.key)
        case .unmetRequirements(let faults, _): faults.map(\.key)
        case .initialSyncDone, .tagsUnknown: []
        }
    }
}

/// One destination key that more than one secret would become.
package struct KeyCollision: Sendable, Equatable {
    /// The destination key.
    package var key: Key
    /// The folders, or imports, that have it.
    package var paths: [String]

    package init(_ key: Key, paths: [String]) {
        self.key = key
        self.paths = paths
    }
}

/// A secret that REQUIRED_KEYS asks for and that is not fit to be pushed.
package struct RequirementFault: Sendable, Equatable {
    /// What REQUIRED_KEYS asks of a secret.
    package enum Rule: String, Sendable {
        /// A name without a wildcard must be there.
        case missing
        /// The value must not be empty.
        case empty = "empty value"
        /// The value must not hold a reference that was not resolved.
        case reference = "unresolved reference"
        /// The value must not be a placeholder.
        case placeholder
    }

    /// The secret's name at Infisical.
    package var key: Key
    /// The rule that it breaks.
    package var rule: Rule

    package init(_ key: Key, _ rule: Rule) {
        self.key = key
        self.rule = rule
    }
}
