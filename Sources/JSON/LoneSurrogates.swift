// SPDX-License-Identifier: MIT

/// JavaScript's `JSON.stringify` writes half of a surrogate pair as an escape (`\ud83d`). It is no Unicode scalar, so no
/// text in Swift can hold it.
package enum LoneSurrogates {
    /// Stands for a lone surrogate: a noncharacter, which no text is to hold (Unicode 16, 23.7).
    package static let mark: Unicode.Scalar = "\u{FFFF}"
}
