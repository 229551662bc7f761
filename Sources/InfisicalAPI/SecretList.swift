// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// Infisical's list of a folder's secrets, v4 and v3 alike.
struct SecretList {
    struct Item {
        /// The project's id and the environment's slug, where the server says.
        var workspace: String?
        var environment: String?
        var secretKey: Key
        var secretValue: Secret?
        var type: String?
        var secretPath: String?
        var secretValueHidden: Bool?
        var hints = SecretHints()
        /// The slugs of its tags; nil where the list does not say.
        var tags: [Key]?
    }

    struct Import {
        var environment: String?
        var secretPath: String?
        var secrets: [Item]
    }

    var secrets: [Item]
    var imports: [Import]
    /// Whether the list says nothing of imports, though they were asked for.
    var lacksImports = true

    /// A secret of another project or environment than was asked for. Imports may lead to others.
    func stray(from source: SyncSource) -> Item? {
        secrets.first { item in
            item.workspace?.hasSameBytes(as: source.projectID) == false
                || item.environment?.hasSameBytes(as: source.environment) == false
        }
    }

    /// The secrets that count. Personal ones are a user's own overrides and are never synced.
    func resolved(path: SecretPath, isRecursive: Bool) -> SourceSecrets {
        SourceSecrets(
            direct: secrets.compactMap { $0.sourceSecret(path: path.description) },
            imports: imports.map { entry in
                SourceImport(
                    [entry.environment, entry.secretPath ?? "an unknown folder"].compactMap { $0 }
                        .joined(separator: " "),
                    entry.secrets.compactMap { $0.sourceSecret(path: entry.secretPath ?? "an import") },
                    folder: entry.folder)
            }, isRecursive: isRecursive)
    }
}

extension SecretList.Item {
    fileprivate func sourceSecret(path: String) -> SourceSecret? {
        guard type != "personal" else { return nil }
        // A value that does not come along is not an empty one, which would be deleted at Render.
        return SourceSecret(
            key: secretKey, value: secretValue ?? Secret(""), path: secretPath ?? path,
            isHidden: secretValueHidden == true || secretValue == nil, hints: hints, tags: tags)
    }
}

extension SecretList.Import {
    fileprivate var folder: ImportedFolder? {
        guard let environment, let secretPath else { return nil }
        return ImportedFolder(environment: environment, path: SecretPath(secretPath))
    }
}

// MARK: Reading

extension SecretList {
    init(_ reader: inout JSONReader) throws(JSONReader.Malformed) {
        var secrets: [Item]?
        imports = []
        try reader.openObject()
        while let name = try reader.nextMember() {
            switch name {
            case "secrets": secrets = try reader.list(Item.init)
            case "imports":
                lacksImports = try reader.takesNull()
                if !lacksImports { imports = try reader.list(Import.init) }
            default: try reader.skip()
            }
        }
        self.secrets = try secrets.orMalformed()
    }
}

extension SecretList.Import {
    init(_ reader: inout JSONReader) throws(JSONReader.Malformed) {
        var secrets: [SecretList.Item]?
        try reader.openObject()
        while let name = try reader.nextMember() {
            switch name {
            case "environment": environment = try reader.stringHint()
            case "secretPath": secretPath = try reader.optionalString()
            case "secrets": secrets = try reader.list(SecretList.Item.init)
            default: try reader.skip()
            }
        }
        self.secrets = try secrets.orMalformed()
    }
}

extension SecretList.Item {
    private static func tag(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> Key? {
        try reader.value()["slug"]?.string.map { Key($0) }
    }

    init(_ reader: inout JSONReader) throws(JSONReader.Malformed) {
        var key: String?
        try reader.openObject()
        while let name = try reader.nextMember() {
            switch name {
            case "workspace": workspace = try reader.optionalString()
            case "environment": environment = try reader.optionalString()
            case "secretKey": key = try reader.string()
            case "secretValue": secretValue = try reader.optionalString().map(Secret.init)
            case "type": type = try reader.optionalString()
            case "secretPath": secretPath = try reader.optionalString()
            case "secretValueHidden": secretValueHidden = try reader.optionalBoolean()
            case "id": hints.id = try reader.stringHint().map(Key.init)
            case "version": hints.version = try reader.wholeHint()
            case "createdAt": hints.createdAt = try reader.stringHint().flatMap(Moment.init(rfc3339:))
            case "updatedAt": hints.updatedAt = try reader.stringHint().flatMap(Moment.init(rfc3339:))
            case "tags": tags = try reader.takesNull() ? [] : try reader.list(Self.tag).compactMap(\.self)
            default: try reader.skip()
            }
        }
        secretKey = Key(try key.orMalformed())
    }
}
