// SPDX-License-Identifier: MIT

/// A secret as a list names it, without its value.
package struct ListedSecret: Sendable, Hashable {
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
