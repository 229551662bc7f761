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
            pattern: pattern.levels, text: path.levels, isAny: { $0 == Self.anyDepth }, isOne: Self.levelFits)
    }

    private static let anyDepth = Key("**")

    private static func levelFits(_ pattern: Key, _ level: Key) -> Bool {
        let (star, question): (Unicode.Scalar, Unicode.Scalar) = ("*", "?")
        return Wildcard.fits(
            pattern: Array(pattern.name.unicodeScalars), text: Array(level.name.unicodeScalars),
            isAny: { $0 == star }, isOne: { $0 == question || $0 == $1 })
    }
}
