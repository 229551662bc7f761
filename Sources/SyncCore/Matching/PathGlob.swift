// SPDX-License-Identifier: MIT

/// A pattern over folder paths: `*` within a level, `**` as a whole level any depth (none too), `?` one character.
package struct PathGlob: Sendable, Hashable, CustomStringConvertible {
    private let pattern: SecretPath

    /// Takes any text: every text is a pattern.
    package init(_ text: String) {
        pattern = SecretPath(text)
    }

    package var description: String { pattern.description }

    /// Whether the whole path fits the pattern.
    package func matches(_ path: SecretPath) -> Bool {
        Wildcard.fits(
            pattern: pattern.levels, text: path.levels, isAny: { $0.name == "**" },
            isOne: { level, text in
                Wildcard.fits(
                    pattern: Array(level.name.unicodeScalars), text: Array(text.name.unicodeScalars),
                    isAny: { $0 == "*" }, isOne: { $0 == "?" || $0 == $1 })
            })
    }
}
