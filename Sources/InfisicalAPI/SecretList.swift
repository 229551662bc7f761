// SPDX-License-Identifier: MIT

import FoundationEssentials
import SyncCore

/// Infisical's list of a folder's secrets, v4 and v3 alike.
struct SecretList: Decodable {
    struct Item: Decodable {
        var secretKey: Key
        var secretValue: Secret?
        var type: String?
        var secretPath: String?
        var secretValueHidden: Bool?
        var updatedAt: String?
    }

    struct Import: Decodable {
        var secretPath: String?
        var environment: String?
        var secrets: [Item]
    }

    var secrets: [Item]
    var imports: [Import]?

    /// The secrets that count. Personal ones are a user's own overrides and are never synced.
    func resolved(path: SecretPath) -> SourceSecrets {
        SourceSecrets(
            direct: secrets.compactMap { $0.sourceSecret(path: path.description) },
            imports: (imports ?? []).map { entry in
                entry.secrets.compactMap { $0.sourceSecret(path: entry.secretPath ?? "an import") }
            })
    }
}

extension SecretList.Item {
    fileprivate func sourceSecret(path: String) -> SourceSecret? {
        guard type != "personal" else { return nil }
        // A value that does not come along is not an empty one, which would be deleted at Render.
        return SourceSecret(
            key: secretKey, value: secretValue ?? Secret(""), path: secretPath ?? path,
            isHidden: secretValueHidden == true || secretValue == nil, changedAt: updatedAt)
    }
}
