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

    /// A folder's own secrets.
    func direct(_ folder: InfisicalState.Folder) throws(InfisicalError) -> [JSONValue] {
        var shown: [JSONValue] = []
        for secret in folder.secrets {
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
        var seen: [InfisicalState.Import] = []
        return folders.flatMap(\.imports).compactMap { wanted in
            guard let secrets = imported(wanted, &seen, depth: 0) else { return nil }
            var unique: [InfisicalState.Secret] = []
            for secret in secrets where !unique.contains(where: { $0.key.isSame(as: secret.key) }) {
                unique.append(secret)
            }
            return [
                "secretPath": .string(wanted.path), "environment": .string(wanted.environment),
                "folderId": .string("folder-\(wanted.environment)-\(wanted.path)"),
                "secrets": .array(unique.map { json($0, wanted.environment, wanted.path, isImported: true) }),
            ]
        }
    }

    /// A folder's secret of a name, or else the one of the last import that has it.
    func named(_ name: String, in folder: InfisicalState.Folder) -> JSONValue? {
        if let position = folder.position(of: name, wish.type) {
            return json(folder.secrets[position], wish.environment, wish.path)
        }
        guard wish.includeImports else { return nil }
        for list in imports(of: [folder]).reversed() {
            let found = list["secrets"]?.array?.first { $0["secretKey"]?.string?.isSame(as: name) ?? false }
            if let found { return found }
        }
        return nil
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
        return secret.json(
            project: isImported ? "" : wish.project, environment: environment, path: SecretPath.normal(path),
            value: isHidden ? "<hidden-by-infisical>" : value, isHidden: isHidden)
    }
}
