// SPDX-License-Identifier: MIT

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
