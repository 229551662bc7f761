// SPDX-License-Identifier: MIT

/// A number as protocols write it: digits and nothing else. `Int(_:)` takes signs too.
package enum WholeNumber {
    /// The number; the largest there is when it has too many digits; nil when it is none.
    package static func read(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Int(text) ?? Int.max
    }
}
