// SPDX-License-Identifier: MIT

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
