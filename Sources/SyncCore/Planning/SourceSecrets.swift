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
    /// Whether the identity may not read the value, or a part of it, which is then a stand-in.
    package var isHidden: Bool
    /// What else the server says of it.
    package var hints: SecretHints
    /// The slugs of its tags; nil where the server does not say, as of imported secrets.
    package var tags: [Key]?

    package init(
        key: Key, value: Secret, path: String = "/", isHidden: Bool = false, hints: SecretHints = SecretHints(),
        tags: [Key]? = nil
    ) {
        self.key = key
        self.value = value
        self.path = path
        // Servers have been seen to leave out the flag, and a reference to a hidden secret brings the stand-in along.
        self.isHidden = isHidden || InfisicalText.holdsStandIn(value)
        self.hints = hints
        self.tags = tags
    }

    /// Whether it carries one of these tags.
    func hasTag(of wanted: Set<Key>) -> Bool { tags?.contains { wanted.contains($0) } ?? false }
}

/// A folder that a source imports, as Infisical lists it.
package struct SourceImport: Sendable, Equatable {
    /// The environment and the folder, for a message.
    package var place: String
    /// The folder itself, where the server says which.
    package var folder: ImportedFolder?
    /// Its secrets.
    package var secrets: [SourceSecret]

    package init(_ place: String, _ secrets: [SourceSecret] = [], folder: ImportedFolder? = nil) {
        self.place = place
        self.secrets = secrets
        self.folder = folder
    }
}

/// What a source says: its own secrets and those it imports, in the order in which Infisical lists them.
package struct SourceSecrets: Sendable, Equatable {
    /// The secrets that count, imports resolved; one key twice means two folders of a recursive source.
    package let secrets: [SourceSecret]
    /// The keys of the source's own secrets, which an import does not give it.
    package let ownKeys: Set<Key>
    /// Imports that list no secrets. A folder that the identity may not read looks like that, too.
    package let emptyImports: [String]
    /// The folders that are imported, as far as the server says.
    package let importedFolders: [ImportedFolder]
    /// Every secret that was listed, with what tells an older list from a newer one.
    package let listed: [ListedSecret]

    private init(
        secrets: [SourceSecret], ownKeys: Set<Key>, emptyImports: [String], importedFolders: [ImportedFolder],
        listed: [ListedSecret]
    ) {
        self.secrets = secrets
        self.ownKeys = ownKeys
        self.emptyImports = emptyImports
        self.importedFolders = importedFolders
        self.listed = listed
    }

    /// A direct secret wins over an imported one; among imports the later in the list wins.
    ///
    /// That holds within the folder that declares the import. The list of a recursive source does not tell which one
    /// does, so there nothing wins: a key that comes twice stays twice, and the planner refuses it.
    package init(direct: [SourceSecret], imports: [SourceImport] = [], isRecursive: Bool = false) {
        let ownKeys = Set(direct.map(\.key))
        var taken = ownKeys
        var secrets = direct
        if isRecursive {
            for entry in imports {
                secrets += entry.secrets.map { secret in
                    var secret = secret
                    secret.path = "an import of \(entry.place)"
                    return secret
                }
            }
        } else {
            for entry in imports.reversed() {
                let fresh = entry.secrets.filter { !taken.contains($0.key) }
                secrets += fresh
                taken.formUnion(fresh.map(\.key))
            }
        }
        self.init(
            secrets: secrets, ownKeys: ownKeys,
            emptyImports: imports.filter { $0.secrets.isEmpty }.map(\.place),
            importedFolders: imports.compactMap(\.folder),
            listed: direct.map { ListedSecret(of: $0) }
                + imports.flatMap { entry in entry.secrets.map { ListedSecret(of: $0, part: Key(entry.place)) } })
    }

    /// Only what carries one of these tags; everything where no tag is asked for.
    func tagged(_ tags: Set<Key>?) -> SourceSecrets {
        guard let tags else { return self }
        return SourceSecrets(
            secrets: secrets.filter { $0.hasTag(of: tags) }, ownKeys: ownKeys, emptyImports: emptyImports,
            importedFolders: importedFolders, listed: listed)
    }

    /// Whether it has secrets of its own, and the server says of none which tags it has.
    var lacksTags: Bool {
        let own = secrets.filter { ownKeys.contains($0.key) }
        return !own.isEmpty && own.allSatisfy { $0.tags == nil }
    }

    /// Whether a secret changed near this time, or after it. Infisical delivers a change a second or more after it.
    func hasChange(near time: Moment) -> Bool {
        let earliest = Moment(milliseconds: time.milliseconds - Self.deliveryDelay.milliseconds)
        return listed.contains { $0.hints.lastChange.map { $0 >= earliest } ?? false }
    }

    /// The longest time between a change and its delivery for which the change explains the delivery.
    private static let deliveryDelay = Duration.seconds(10)

    /// The source after an import that went as planned, with the values as Infisical stores them.
    func after(_ plan: ImportPlan) -> SourceSecrets {
        let new = Dictionary(plan.entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        guard !new.isEmpty else { return self }
        let kept = secrets.filter { new[$0.key] == nil }
        let written = plan.entries.map { entry in
            SourceSecret(key: entry.key, value: Secret(InfisicalText.stored(entry.value.exposed)))
        }
        return SourceSecrets(
            secrets: kept + written, ownKeys: ownKeys.union(new.keys), emptyImports: emptyImports,
            importedFolders: importedFolders, listed: listed)
    }
}

extension ListedSecret {
    fileprivate init(of secret: SourceSecret, part: Key? = nil) {
        self.init(part: part, path: Key(secret.path), key: secret.key, hints: secret.hints)
    }
}
