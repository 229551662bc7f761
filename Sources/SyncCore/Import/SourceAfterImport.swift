// SPDX-License-Identifier: MIT

import Basics

/// A source that must list what was just imported into it: a push from an answer that is behind would delete from
/// Render what only the import saved.
package struct SourceAfterImport: SecretSource {
    private let source: any SecretSource
    private let imported: Set<Key>

    package init(_ source: any SecretSource, imported: Set<Key>) {
        self.source = source
        self.imported = imported
    }

    package func read() async throws(CallFailure) -> SourceSecrets {
        let secrets = try await source.read()
        guard imported.isSubset(of: secrets.secrets.map(\.key)) else {
            throw CallFailure(.mayPass, "Infisical does not list yet what was imported: run init again")
        }
        return secrets
    }
}
