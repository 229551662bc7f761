// SPDX-License-Identifier: MIT

/// Text from outside, made fit for a report or a log line.
package enum SafeText {
    /// Longest text kept, in Unicode scalars.
    package static let bound = 300

    /// Said instead of a text that repeats a secret.
    package static let withheld = "(text withheld: it repeats a secret value)"

    /// Shortest run of a secret's bytes whose appearance withholds a text.
    private static let telltale = 6

    /// The text on one line, bounded and without control characters; `withheld` when it repeats any of the secrets.
    ///
    /// An API's error text may quote the value that it refuses, whole, cut or escaped. A text is withheld when it
    /// shares a run of six bytes with a secret, or holds the whole of a shorter one.
    package static func clean(_ text: String, hiding secrets: [Secret] = []) -> String {
        // What is shown is what was searched: a character may have any number of scalars.
        let kept = text.unicodeScalars.prefix(bound)
        let haystack = Array(String(String.UnicodeScalarView(kept)).utf8)
        for secret in secrets where repeats(secret, in: haystack) { return withheld }
        var line = String.UnicodeScalarView()
        for scalar in kept { line.append(breaksLine(scalar) ? " " : scalar) }
        return String(line).trimmingSpaces()
    }

    /// Whether a terminal or a log would do something else with it than show it.
    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func repeats(_ secret: Secret, in haystack: [UInt8]) -> Bool {
        let needle = Array(secret.exposed.utf8)
        guard !needle.isEmpty else { return false }
        let length = min(telltale, needle.count)
        guard haystack.count >= length else { return false }
        var runs = Set<ArraySlice<UInt8>>()
        for start in 0...(haystack.count - length) { runs.insert(haystack[start..<start + length]) }
        return (0...(needle.count - length)).contains { runs.contains(needle[$0..<$0 + length]) }
    }
}
