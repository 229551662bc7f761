// SPDX-License-Identifier: MIT

/// Finds what a misspelt name was probably meant to be.
package enum NearestName {
    /// The candidate that takes the fewest edits to reach, whatever the case of its letters, the first of equals; nil
    /// when none is within so many edits.
    package static func to(_ name: String, among candidates: some Sequence<String>, within bound: Int) -> String? {
        let lowercased = name.lowercased()
        var nearest: (edits: Int, exact: Int, name: String)?
        for candidate in candidates {
            let folded = candidate.lowercased()
            // An edit changes the length by one at most. So a long name, whose table would be large, has none made.
            guard abs(folded.utf8.count - lowercased.utf8.count) <= bound else { continue }
            let found = (edits: distance(lowercased, folded), exact: distance(name, candidate), name: candidate)
            guard found.edits <= bound else { continue }
            if nearest.map({ found < $0 }) ?? true { nearest = found }
        }
        return nearest?.name
    }

    /// As many edits as one makes by mistake: a third of the name, at most four.
    package static func bound(for name: String) -> Int { min(4, max(1, name.utf8.count / 3)) }

    /// Edits (insert, delete, replace, swap of neighbours) between two names, as optimal string alignment counts them.
    package static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replace = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replace, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
