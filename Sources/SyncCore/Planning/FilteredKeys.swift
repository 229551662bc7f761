// SPDX-License-Identifier: MIT

/// How many keys each of a sync's filters leaves out, over both sides.
package struct FilteredKeys: Sendable, Equatable {
    /// Keys that INCLUDE_KEYS does not name.
    package var notIncluded = 0
    /// Keys that it names and EXCLUDE_KEYS does too.
    package var excluded = 0
    /// Managed secrets that carry none of TAGS.
    package var untagged = 0
    /// Managed secrets of imports, of which Infisical does not tell the tags.
    package var ofImports = 0

    package init() {}

    /// Counts each of these names once.
    mutating func count(_ names: Set<Key>, _ filter: KeyFilter) {
        for name in names where !filter.includes(name) {
            let isIncluded = filter.included?.contains { $0.matches(name) } ?? true
            if isIncluded { excluded += 1 } else { notIncluded += 1 }
        }
    }

    mutating func count(_ secrets: [SourceSecret], _ tags: Set<Key>) {
        for secret in secrets where !secret.hasTag(of: tags) {
            if secret.tags == nil { ofImports += 1 } else { untagged += 1 }
        }
    }
}
