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
        Self.fits(
            pattern: pattern.levels, text: path.levels, isAny: { $0.name == "**" },
            isOne: { level, text in
                Self.fits(
                    pattern: Array(level.name.unicodeScalars), text: Array(text.name.unicodeScalars),
                    isAny: { $0 == "*" }, isOne: { $0 == "?" || $0 == $1 })
            })
    }

    /// Wildcard matching with one resting point, linear for one wildcard and at worst quadratic, never exponential.
    private static func fits<Element>(
        pattern: [Element], text: [Element], isAny: (Element) -> Bool, isOne: (Element, Element) -> Bool
    ) -> Bool {
        var (p, t) = (0, 0)
        var resume: (p: Int, t: Int)?
        while t < text.count {
            if p < pattern.count, isAny(pattern[p]) {
                resume = (p + 1, t)
                p += 1
            } else if p < pattern.count, isOne(pattern[p], text[t]) {
                (p, t) = (p + 1, t + 1)
            } else if let last = resume {
                resume = (last.p, last.t + 1)
                (p, t) = (last.p, last.t + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy(isAny)
    }
}
