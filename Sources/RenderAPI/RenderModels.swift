// SPDX-License-Identifier: MIT

import FoundationEssentials
import SyncCore

/// An item of `GET /services/{id}/env-vars` or `.../secret-files`.
struct RenderListItem: Decodable {
    struct EnvVar: Decodable {
        var key: Key
        var value: Secret
    }

    struct SecretFile: Decodable {
        var name: Key
        var content: Secret
    }

    var envVar: EnvVar?
    var secretFile: SecretFile?
    var cursor: String

    /// The key and value of an item, of either kind.
    func entry(_ kind: SyncDestination.Kind) throws -> (Key, Secret) {
        switch (kind, envVar, secretFile) {
        case (.env, let item?, _): return (item.key, item.value)
        case (.file, _, let item?): return (item.name, item.content)
        default: throw MissingMember()
        }
    }

    struct MissingMember: Error {}
}

/// `GET /env-groups/{id}`.
struct RenderEnvGroup: Decodable {
    struct Link: Decodable {
        var id: String
    }

    var envVars: [RenderListItem.EnvVar]
    var secretFiles: [RenderListItem.SecretFile]
    var serviceLinks: [Link]
    var updatedAt: String?

    func entries(_ kind: SyncDestination.Kind) -> [(Key, Secret)] {
        switch kind {
        case .env: envVars.map { ($0.key, $0.value) }
        case .file: secretFiles.map { ($0.name, $0.content) }
        }
    }
}

/// The answer to a deploy; a queued one (202) may have no body.
struct RenderDeploy: Decodable {
    /// A status that is not documented: whether a deploy has started is not known.
    struct Unexpected: Error {}

    var id: String
}

/// Bodies of writes.
enum RenderBody {
    /// One variable's or file's new value.
    static func value(_ value: Secret, _ kind: SyncDestination.Kind) throws -> [UInt8] {
        try encode([kind == .env ? "value" : "content": value.exposed])
    }

    /// Everything that a service is to hold.
    static func list(_ entries: [Plan.Write], _ kind: SyncDestination.Kind) throws -> [UInt8] {
        let names = kind == .env ? ("key", "value") : ("name", "content")
        return try encode(entries.map { [names.0: $0.key.name, names.1: $0.value.exposed] })
    }

    static func deploy(_ mode: SyncOptions.DeployMode?) throws -> [UInt8] {
        try encode(mode.map { ["deployMode": $0.rawValue] } ?? [:])
    }

    private static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}
