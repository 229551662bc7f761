// SPDX-License-Identifier: MIT

/// Which secrets a sync manages, by their names at Infisical: the included less the excluded.
package struct KeyFilter: Sendable, Hashable {
    /// What is included; nil for every name.
    package let included: [KeyGlob]?
    /// What is left out of that.
    package let excluded: [KeyGlob]

    /// Leaves nothing out.
    package static let everyKey = KeyFilter(included: nil, excluded: [])

    package init(included: [KeyGlob]?, excluded: [KeyGlob]) {
        self.included = included
        self.excluded = excluded
    }

    /// Whether the secret of this name is managed.
    package func includes(_ source: Key) -> Bool {
        (included?.contains { $0.matches(source) } ?? true) && !excluded.contains { $0.matches(source) }
    }
}
