// SPDX-License-Identifier: MIT

/// Finds what a misspelt name was probably meant to be.
package enum NearestName {
    /// The candidate that takes the fewest edits to reach, the first of equals; nil without candidates.
    package static func to(_ name: String, among candidates: some Sequence<String>) -> String? {
        candidates.map { (name: $0, distance: distance(name, $0)) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

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
