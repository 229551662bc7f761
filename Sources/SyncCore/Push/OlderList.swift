// SPDX-License-Identifier: MIT

/// A list that comes from before another one that was read already: from a replica that lags, or from a cache.
package struct OlderList: Error, Sendable, Equatable {
    /// Secrets in an older version than before.
    package var returned: [Key] = []
    /// Secrets that are there again, though they existed before a list that lacked them.
    package var reappeared: [Key] = []
    /// Secrets that are not there, in a list that may be from before they were created.
    package var missing: [Key] = []

    var isEmpty: Bool { returned.isEmpty && reappeared.isEmpty && missing.isEmpty }
}
