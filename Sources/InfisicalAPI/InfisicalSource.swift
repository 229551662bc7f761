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
    let session: InfisicalSession
    let client: APIClient
    private let lists = DecodedAnswers<SourceSecrets>()

    /// Takes the folder, the access and the push's client.
    package init(_ source: SyncSource, session: InfisicalSession, client: APIClient) {
        self.source = source
        self.session = session
        self.client = client
    }

    package func read() async throws(ServiceFailure) -> SourceSecrets {
        try await session.authorized(client, list)
    }

    private func list(_ token: Secret) async throws(ServiceFailure) -> Authorized<SourceSecrets> {
        for version: Version in await session.isLegacy ? [.v3, .v4] : [.v4, .v3] {
            guard let answer = try await page(version, token) else { continue }
            if case .result = answer { await session.note(isLegacy: version == .v3) }
            return answer
        }
        throw ServiceFailure(.refused, "Infisical GET secrets: not found (404); check INFISICAL_DOMAIN")
    }

    /// Nil when the server has no such route.
    private func page(
        _ version: Version, _ token: Secret
    ) async throws(ServiceFailure) -> Authorized<SourceSecrets>? {
        let request = HTTPRequest(.get, address(version), token: token)
        let endpoint = version == .v4 ? "GET secrets" : "GET secrets (v3)"
        return try await client.call(request, endpoint: endpoint) { response in
            switch response.status {
            case 200:
                let secrets = try lists.value(of: response, at: request.url) { body in
                    try JSONReader.read(body, as: SecretList.init).resolved(path: source.path)
                }
                return .result(secrets)
            case _ where response.refusesToken:
                return .tokenRefused(response.tokenRefusal(endpoint, hiding: token))
            case 404 where response.isMissingRoute:
                return nil
            default:
                throw Self.refusal(response, token, source)
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
                // Versions differ in the name; a server passes over the one that it does not know.
                ("include_imports", "true"), ("includeImports", "true"),
                ("recursive", source.isRecursive ? "true" : "false"),
            ])
    }

    private static func refusal(_ response: HTTPResponse, _ token: Secret, _ source: SyncSource) -> APIRefusal {
        let hint =
            switch response.status {
            case 403:
                "give the machine identity the permission to read secrets of \(source.environment) \(source.path)"
            case 404: "check PROJECT_ID, ENVIRONMENT and SECRET_PATH"
            default: "check the sync's source"
            }
        return APIErrorBody.refusal(response, hint: hint, hiding: [token])
    }
}
