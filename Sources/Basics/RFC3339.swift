// SPDX-License-Identifier: MIT

import FoundationEssentials

/// A moment as RFC 3339 writes it, with or without a fraction of a second.
package enum RFC3339 {
    /// Milliseconds since 1970; nil for any other form.
    package static func unixMilliseconds(_ text: String) -> Int64? {
        // Longer texts are none, and cost Foundation more time than they are worth.
        guard text.utf8.count <= 64 else { return nil }
        for hasFraction in [true, false] {
            let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, includingFractionalSeconds: hasFraction)
            if let date = try? style.parse(text) { return Int64((date.timeIntervalSince1970 * 1000).rounded()) }
        }
        return nil
    }
}
