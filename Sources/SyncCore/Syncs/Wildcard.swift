// SPDX-License-Identifier: MIT

/// Wildcard matching over any kind of element.
enum Wildcard {
    /// Whether the whole text fits. One resting point: linear for one wildcard and at worst quadratic, never exponential.
    static func fits<Pattern, Element>(
        pattern: [Pattern], text: [Element], isAny: (Pattern) -> Bool, isOne: (Pattern, Element) -> Bool
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
