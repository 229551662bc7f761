// SPDX-License-Identifier: MIT

/// Secrets as a read shows them: hidden, expanded, imported.
struct SecretView {
    private let wish: ReadParameters
    private let state: InfisicalState
    private let expansion: ReferenceExpansion

    init(_ wish: ReadParameters, _ state: InfisicalState) {
        self.wish = wish
        self.state = state
        expansion = ReferenceExpansion(state: state, project: wish.project)
    }

    /// A folder's own secrets, those with one of the tags asked for. Imported ones are not filtered.
    func direct(_ folder: InfisicalState.Folder) throws(InfisicalError) -> [JSONValue] {
        var shown: [JSONValue] = []
        for secret in folder.secrets where wish.isTagged(secret) {
            if secret.isHidden, wish.viewSecretValue, state.hiddenSecrets == .refused {
                guard SecretPath.normal(folder.path).isSame(as: wish.path) else { continue }
                throw InfisicalError(
                    status: 403, message: "You are not allowed to readValue on secrets", error: "PermissionDenied")
            }
            shown.append(json(secret, wish.environment, folder.path))
        }
        return shown
    }

    /// The imports of folders, in order. Imports of imports are part of the import that led to them.
    func imports(of folders: [InfisicalState.Folder]) -> [JSONValue] {
        importedSecrets(of: folders).map { source, secrets in
            [
                "secretPath": .string(source.path), "environment": .string(source.environment),
                "folderId": .string("folder-\(source.environment)-\(source.path)"),
                "secrets": .array(secrets.map { json($0, source.environment, source.path, isImported: true) }),
            ]
        }
    }

    /// A folder's secret of a name, or else the one of the last import that has it, which is shown whole.
    func named(_ name: String, in folder: InfisicalState.Folder) -> JSONValue? {
        if let position = folder.position(of: name, wish.type) {
            return json(folder.secrets[position], wish.environment, wish.path)
        }
        guard wish.includeImports else { return nil }
        for (source, secrets) in importedSecrets(of: [folder]).reversed() {
            guard let found = secrets.first(where: { $0.key.isSame(as: name) }) else { continue }
            return json(found, source.environment, source.path)
        }
        return nil
    }

    private func importedSecrets(
        of folders: [InfisicalState.Folder]
    ) -> [(source: InfisicalState.Import, secrets: [InfisicalState.Secret])] {
        var seen: [InfisicalState.Import] = []
        return folders.flatMap(\.imports).compactMap { source in
            guard let secrets = imported(source, &seen, depth: 0) else { return nil }
            var unique: [InfisicalState.Secret] = []
            for secret in secrets where !unique.contains(where: { $0.key.isSame(as: secret.key) }) {
                unique.append(secret)
            }
            return (source, unique)
        }
    }

    /// Nil for an import of a folder that does not exist or that was met before.
    private func imported(
        _ wanted: InfisicalState.Import, _ seen: inout [InfisicalState.Import], depth: Int
    ) -> [InfisicalState.Secret]? {
        let isKnown = seen.contains { $0.environment.isSame(as: wanted.environment) && $0.path.isSame(as: wanted.path) }
        guard depth <= 10, !isKnown, let folder = state[wish.project, wanted.environment, wanted.path] else {
            return nil
        }
        seen.append(wanted)
        var secrets = folder.secrets.filter { secret in
            secret.type == .shared
                && !(secret.isHidden && wish.viewSecretValue && state.hiddenSecrets == .refused)
        }
        for deeper in folder.imports { secrets += imported(deeper, &seen, depth: depth + 1) ?? [] }
        return secrets
    }

    private func json(
        _ secret: InfisicalState.Secret, _ environment: String, _ path: String, isImported: Bool = false
    ) -> JSONValue {
        let isHidden = (secret.isHidden || !wish.viewSecretValue) && secret.type == .shared
        var value = secret.value
        if wish.expandSecretReferences, !isHidden {
            value = expansion.expand(secret, environment, SecretPath.normal(path))
        }
        if isHidden { value = "<hidden-by-infisical>" }
        let path = SecretPath.normal(path)
        return isImported
            ? secret.importedJSON(
                environment: environment, path: path, value: value, isHidden: isHidden, state.importedSecrets)
            : secret.json(
                project: wish.project, environment: environment, path: path, value: value, isHidden: isHidden)
    }
}
