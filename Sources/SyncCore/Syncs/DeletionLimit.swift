// SPDX-License-Identifier: MIT

import Basics

/// How many of its managed keys a push may delete.
package enum DeletionLimit: Sendable, Equatable {
    /// Five, or half of the managed keys where that is more: what nobody has chosen.
    case standard
    /// So many.
    case count(Int)
    /// So much of the managed keys, from 0 to 100 per cent.
    case percentage(Int)
    /// Any number.
    case unlimited

    /// Reads `12`, `30%` or `none`; nil for anything else.
    package init?(_ text: String) {
        if text == "none" {
            self = .unlimited
        } else if text.utf8.last == UInt8(ascii: "%") {
            guard let percentage = WholeNumber.read(String(text.dropLast())), percentage <= 100 else { return nil }
            self = .percentage(percentage)
        } else {
            guard let count = WholeNumber.read(text) else { return nil }
            self = .count(count)
        }
    }

    /// The most that may be deleted out of so many managed keys; nil for any number.
    package func allowed(of managed: Int) -> Int? {
        switch self {
        case .standard: max(5, managed / 2)
        case .count(let count): count
        case .percentage(let percentage): managed * percentage / 100
        case .unlimited: nil
        }
    }
}
