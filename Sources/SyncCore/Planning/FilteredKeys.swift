// SPDX-License-Identifier: MIT

/// How many keys each of a sync's filters leaves out, over both sides.
package struct FilteredKeys: Sendable, Equatable {
    /// Keys that INCLUDE_KEYS does not name.
    package var notIncluded = 0
    /// Keys that it names and EXCLUDE_KEYS does too.
    package var excluded = 0

    package init() {}

    /// Counts each of these names once.
    package init(_ names: Set<Key>, _ filter: KeyFilter) {
        for name in names where !filter.includes(name) {
            let isIncluded = filter.included?.contains { $0.matches(name) } ?? true
            if isIncluded { excluded += 1 } else { notIncluded += 1 }
        }
    }

    /// In a sentence; nil when nothing is left out.
    package var text: String? {
        var parts: [String] = []
        if notIncluded > 0 { parts.append("INCLUDE_KEYS leaves out \(Self.count(notIncluded))") }
        if excluded > 0 { parts.append("EXCLUDE_KEYS leaves out \(Self.count(excluded))") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func count(_ number: Int) -> String { number == 1 ? "1 key" : "\(number) keys" }
}
