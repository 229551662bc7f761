// SPDX-License-Identifier: MIT

import Basics

/// Lists and counts in a sentence.
package enum Phrases {
    /// The keys' names, and how many more there are beyond `bound`.
    package static func list(_ keys: [Key], bound: Int = 20) -> String {
        list(keys.map(\.name), bound: bound)
    }

    package static func list(_ texts: [String], bound: Int = 20) -> String {
        let shown = texts.prefix(bound).map { SafeText.clean($0) }.joined(separator: ", ")
        return texts.count > bound ? "\(shown) and \(texts.count - bound) more" : shown
    }

    /// `1 key`, `2 keys`.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
