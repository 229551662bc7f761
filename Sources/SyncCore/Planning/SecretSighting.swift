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

/// That a list named a secret, without the value.
package struct SecretSighting: Sendable, Hashable {
    /// Whose secret it is: nil for the source's own, else the import that brings it.
    package var part: Key?
    /// The folder that holds it.
    package var path: Key
    /// Its name.
    package var key: Key
    /// What the list said of it.
    package var hints: SecretHints

    package init(part: Key? = nil, path: Key, key: Key, hints: SecretHints) {
        self.part = part
        self.path = path
        self.key = key
        self.hints = hints
    }

    /// What stays the same as long as it is the same secret, or the same name where the server tells no id.
    enum Identity: Hashable, Sendable {
        case id(Key, part: Key?)
        case name(Key, path: Key, part: Key?)
    }

    var name: Identity { .name(key, path: path, part: part) }
    var identity: Identity { hints.id.map { .id($0, part: part) } ?? name }
}
