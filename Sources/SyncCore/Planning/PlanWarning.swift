// SPDX-License-Identifier: MIT

import Basics

/// Something in a plan that the user should know.
package enum PlanWarning: Sendable, Equatable {
    /// Values in which Infisical left a `${NAME}` that it could not resolve.
    case unresolvedReference([Key])
    /// Values that only stand in for one.
    case placeholder([Key])
    /// Values with white space at an end.
    case whiteSpace([Key])
    /// Values that are empty, which Render cannot hold.
    case empty([Key])
    /// Imports that list no secrets: perhaps there are none, perhaps the identity may not read them.
    case emptyImport([String])
    /// How many secrets of imports TAGS leaves out.
    case untaggedImports(Int)

    /// The kind by which it is switched off.
    package var kind: WarningKind {
        switch self {
        case .unresolvedReference: .reference
        case .placeholder: .placeholder
        case .whiteSpace: .whiteSpace
        case .empty: .empty
        case .emptyImport, .untaggedImports: .import
        }
    }

    /// What is seen and what to do, without a value.
    package var message: String {
        switch self {
        case .unresolvedReference(let keys):
            "unresolved reference: the value of \(Phrases.list(keys)) holds a ${...} that Infisical could not resolve: "
                + "create the secret that it names, or let the identity read it"
        case .placeholder(let keys):
            "placeholder: the value of \(Phrases.list(keys)) only stands in for a real one: set it in Infisical"
        case .whiteSpace(let keys):
            "white space: the value of \(Phrases.list(keys)) begins or ends with white space, and is pushed with it"
        case .empty(let keys):
            "empty: \(Phrases.list(keys)) has an empty value in Infisical, which Render cannot hold"
        case .emptyImport(let places):
            "import: the import of \(Phrases.list(places)) lists no secrets: "
                + "check that the identity may read that folder"
        case .untaggedImports(let count):
            "import: TAGS leaves out \(Phrases.count(count, "imported secret")), which Infisical lists without tags"
        }
    }
}

/// What a push warns of, by the names that WARNINGS knows.
package enum WarningKind: String, Sendable, CaseIterable {
    /// A reference that Infisical did not resolve.
    case reference
    /// A value that only stands in for one, such as `changeme`.
    case placeholder
    /// White space at an end of a value.
    case whiteSpace = "white-space"
    /// An empty value.
    case empty
    /// An import that lists no secrets.
    case `import`
}
