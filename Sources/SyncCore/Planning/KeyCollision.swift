// SPDX-License-Identifier: MIT

/// One destination key that more than one secret would become.
package struct KeyCollision: Sendable, Equatable {
    /// The destination key.
    package var key: Key
    /// The folders, or imports, that have it.
    package var paths: [String]

    package init(_ key: Key, paths: [String]) {
        self.key = key
        self.paths = paths
    }
}
