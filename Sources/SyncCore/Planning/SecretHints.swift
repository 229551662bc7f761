// SPDX-License-Identifier: MIT

import Basics

/// What Infisical says of a secret besides its value. Hints: a server may leave out any of them.
package struct SecretHints: Sendable, Hashable {
    /// The secret's id, which it keeps under another name and loses with its deletion.
    package var id: Key?
    /// Rises with each change.
    package var version: Int64?
    /// When it was created, on Infisical's clock.
    package var createdAt: Moment?
    /// When it last changed, on Infisical's clock.
    package var updatedAt: Moment?

    package init(id: Key? = nil, version: Int64? = nil, createdAt: Moment? = nil, updatedAt: Moment? = nil) {
        self.id = id
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The time since when it surely exists.
    var existsSince: Moment? { createdAt ?? updatedAt }

    /// The last time that it tells of.
    var lastChange: Moment? { [createdAt, updatedAt].compactMap(\.self).max() }
}
