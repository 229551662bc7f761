// SPDX-License-Identifier: MIT

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
