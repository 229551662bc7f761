// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import SyncCore

/// A sync's source: one folder at Infisical.
package struct InfisicalSource: SecretSource {
    /// Which list a server has.
    enum Version: CaseIterable {
        case v4
        /// Servers before v4.
        case v3
    }

    let source: SyncSource
    let variablePrefix: String
    let session: InfisicalSession
    let client: APIClient

    /// `variablePrefix` begins the sync's variables, for advice.
    package init(
        _ source: SyncSource, variablePrefix: String = "RENDER_SYNC", session: InfisicalSession, client: APIClient
    ) {
        self.source = source
        self.variablePrefix = variablePrefix
        self.session = session
        self.client = client
    }

    package func read() async throws(CallFailure) -> SourceSecrets {
        let list = try await list()
        if let stray = list.stray(from: source) {
            throw CallFailure(
                .refused,
                InfisicalMessages.elsewhere(project: stray.workspace, environment: stray.environment, source))
        }
        // As if there were none: whatever is imported would be deleted at Render.
        guard !list.lacksImports else { throw CallFailure(.incomplete, InfisicalMessages.lacksImports) }
        let secrets = list.resolved(path: source.path, isRecursive: source.isRecursive)
        client.knownSecrets.insert(secrets.secrets.map(\.value))
        return secrets
    }

    private func list() async throws(CallFailure) -> SecretList {
        for version: Version in await session.isLegacy ? [.v3, .v4] : [.v4, .v3] {
            guard let list = try await list(version) else { continue }
            await session.note(isLegacy: version == .v3)
            return list
        }
        throw CallFailure(.refused, InfisicalMessages.noSuchRoute("GET secrets"))
    }

    /// Nil when the server has no such route.
    private func list(_ version: Version) async throws(CallFailure) -> SecretList? {
        let request = HTTPRequest(.get, address(version))
        let endpoint = version == .v4 ? "GET secrets" : "GET secrets (v3)"
        return try await session.call(client, request, endpoint: endpoint) { response, token in
            switch response.status {
            case 200: return try JSONReader.read(response.body, as: SecretList.init)
            case 404 where response.isMissingRoute: return nil
            default: throw refusal(response, token)
            }
        }
    }

    private func address(_ version: Version) -> String {
        let project = version == .v4 ? "projectId" : "workspaceId"
        let path = version == .v4 ? ["api", "v4", "secrets"] : ["api", "v3", "secrets", "raw"]
        return session.domain.appending(
            path,
            query: [
                (project, source.projectID), ("environment", source.environment),
                ("secretPath", source.path.description), ("viewSecretValue", "true"),
                ("expandSecretReferences", "true"),
                // Versions differ in the name; a server ignores the one that it does not know.
                ("include_imports", "true"), ("includeImports", "true"),
                ("recursive", source.isRecursive ? "true" : "false"),
            ])
    }

    private func refusal(_ response: HTTPResponse, _ token: Secret) -> APIRefusal {
        let hint =
            switch response.status {
            case 403: InfisicalMessages.mayNotRead(source)
            default: InfisicalMessages.checkPlace(variablePrefix)
            }
        return client.refusal(response, hint: hint, hiding: [token])
    }
}
