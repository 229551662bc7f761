// SPDX-License-Identifier: MIT

import FoundationEssentials
public import HTTPClient
public import SyncCore

/// A sync's source: one folder at Infisical.
public struct InfisicalSource: SecretSource {
    /// Which list a server has.
    private enum Version {
        case v4
        /// Servers before v4.
        case v3
    }

    private let source: SyncSource
    private let session: InfisicalSession
    private let caller: APICaller

    /// Takes the folder, the access and the push's caller.
    public init(_ source: SyncSource, session: InfisicalSession, caller: APICaller) {
        self.source = source
        self.session = session
        self.caller = caller
    }

    public func read() async throws(ServiceFailure) -> SourceSecrets {
        let token = try await session.accessToken(caller)
        switch try await list(token) {
        case .secrets(let secrets): return secrets
        case .tokenRefused(let message):
            // A token may expire, or be revoked, in the middle of a push: log in again, once.
            guard await session.discard(token) else { throw ServiceFailure(.refused, message) }
            let fresh = try await session.accessToken(caller)
            switch try await list(fresh) {
            case .secrets(let secrets): return secrets
            case .tokenRefused(let message): throw ServiceFailure(.refused, message)
            }
        }
    }

    private enum Outcome {
        case secrets(SourceSecrets)
        case tokenRefused(String)
    }

    private enum Page {
        case list(SecretList)
        case tokenRefused(String)
        case noSuchRoute
    }

    private func list(_ token: Secret) async throws(ServiceFailure) -> Outcome {
        let versions: [Version] = await session.isLegacy ? [.v3, .v4] : [.v4, .v3]
        for version in versions {
            switch try await page(version, token) {
            case .list(let list):
                await session.note(isLegacy: version == .v3)
                return .secrets(list.resolved(path: source.path))
            case .tokenRefused(let message): return .tokenRefused(message)
            case .noSuchRoute: continue
            }
        }
        throw ServiceFailure(.refused, "Infisical GET secrets: not found (404); check INFISICAL_DOMAIN")
    }

    private func page(_ version: Version, _ token: Secret) async throws(ServiceFailure) -> Page {
        let request = HTTPRequest(.get, address(version), token: token)
        let endpoint = version == .v4 ? "GET secrets" : "GET secrets (v3)"
        return try await caller.call(request, endpoint: endpoint) { response in
            switch response.status {
            case 200:
                return .list(
                    try JSONDecoder().decode(SecretList.self, from: Data(LoneSurrogates.marked(response.body))))
            case _ where Self.isTokenRefusal(response):
                let refusal = APIErrorBody.refusal(
                    response, hint: "the access token is not valid: check INFISICAL_TOKEN or the identity",
                    hiding: [token])
                return .tokenRefused("Infisical \(endpoint): \(refusal.message)")
            case 404 where Self.isMissingRoute(response):
                return .noSuchRoute
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

    /// A missing or revoked token is answered with 401, an expired or malformed one with 403 and this name
    /// (Infisical/infisical `backend/src/server/plugins/error-handler.ts`).
    private static func isTokenRefusal(_ response: HTTPResponse) -> Bool {
        let body = try? JSONDecoder().decode(JSONValue.self, from: Data(response.body)).object
        return response.status == 401 || (response.status == 403 && body?["error"]?.string == "TokenError")
    }

    /// Fastify's own 404 for an unknown route carries no `reqId`; Infisical's for a missing folder does.
    private static func isMissingRoute(_ response: HTTPResponse) -> Bool {
        let body = try? JSONDecoder().decode(JSONValue.self, from: Data(response.body)).object
        guard let body else { return true }
        return body["reqId"] == nil || body["message"]?.string?.hasPrefix("Route ") == true
    }

    private static func refusal(_ response: HTTPResponse, _ token: Secret, _ source: SyncSource) -> Refusal {
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
