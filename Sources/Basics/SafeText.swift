// SPDX-License-Identifier: MIT

/// Text from outside, made fit for a report or a log line.
package enum SafeText {
    /// Longest text kept, in Unicode scalars.
    package static let bound = 300

    /// Said instead of a text that repeats a secret.
    package static let withheld = "(text withheld: it repeats a secret value)"

    /// The text on one line, bounded and without control characters; `withheld` when it repeats any of the secrets.
    ///
    /// An API's error text may quote the value that it refuses, whole, cut or escaped. A text is withheld when it
    /// shares a run of six bytes with a secret, or holds the whole of a shorter one. Of the `known` values, which may be
    /// any word, a shorter one counts only where it stands alone.
    package static func clean(
        _ text: String, hiding secrets: [Secret] = [], orAnyOf known: Set<Secret> = []
    ) -> String {
        // What is shown is what was searched: a character may have any number of scalars.
        let kept = String(text.unicodeScalars.prefix(bound))
        if !secrets.isEmpty || !known.isEmpty {
            let runs = ByteRuns(of: Array(kept.utf8))
            if secrets.contains(where: runs.repeats) || known.contains(where: runs.repeatsAlone) { return withheld }
        }
        return oneLine(kept)
    }

    /// The text without control characters and line breaks, however long it is.
    package static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { line.append(breaksLine(scalar) ? " " : scalar) }
        return String(line).trimmingSpaces()
    }

    /// Whether a terminal or a log would do something else with it than show it.
    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
