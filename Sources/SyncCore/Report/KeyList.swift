// SPDX-License-Identifier: MIT

import Basics

/// Keys in a sentence.
package enum KeyList {
    /// The names, and how many more there are beyond `bound`.
    package static func text(_ keys: [Key], bound: Int = 20) -> String {
        let shown = keys.prefix(bound).map { SafeText.clean($0.name) }.joined(separator: ", ")
        return keys.count > bound ? "\(shown) and \(keys.count - bound) more" : shown
    }
}
