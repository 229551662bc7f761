// SPDX-License-Identifier: MIT

import Basics

/// One secret as Infisical lists it.
package struct SourceSecret: Sendable, Equatable {
    /// The secret's name.
    package var key: Key
    /// Its value.
    package var value: Secret
    /// The folder that holds it.
    package var path: String
    /// Whether the identity may not read the value, which is then a stand-in.
    package var isHidden: Bool
    /// When it last changed, as the server writes it (ISO 8601); nil where it does not say.
    package var changedAt: String?

    package init(
        key: Key, value: Secret, path: String = "/", isHidden: Bool = false, changedAt: String? = nil
    ) {
        self.key = key
        self.value = value
        self.path = path
        self.isHidden = isHidden
        self.changedAt = changedAt
    }
}

/// What a source says: its own secrets and those it imports, in the order in which Infisical lists them.
package struct SourceSecrets: Sendable, Equatable {
    /// The secrets that count, imports resolved; one key twice means two folders of a recursive source.
    package let secrets: [SourceSecret]
    /// The keys of the source's own secrets, which an import does not give it.
    package let ownKeys: Set<Key>

    /// A direct secret wins over an imported one; among imports the later in the list wins.
    package init(direct: [SourceSecret], imports: [[SourceSecret]] = []) {
        ownKeys = Set(direct.map(\.key))
        var taken = ownKeys
        var secrets = direct
        for imported in imports.reversed() {
            let fresh = imported.filter { !taken.contains($0.key) }
            secrets += fresh
            taken.formUnion(fresh.map(\.key))
        }
        self.secrets = secrets
    }
}
