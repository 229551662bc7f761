// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON

/// What came of a call that needs a token.
enum Authorized<Result: Sendable>: Sendable {
    case result(Result)
    case tokenRefused(String)
}

extension InfisicalSession {
    /// Calls with a token. It may expire, or be revoked, in the middle of a push: then it logs in again, once.
    nonisolated func authorized<Result>(
        _ client: APIClient, _ call: (Secret) async throws(ServiceFailure) -> Authorized<Result>
    ) async throws(ServiceFailure) -> Result {
        let token = try await accessToken(client)
        switch try await call(token) {
        case .result(let result): return result
        case .tokenRefused(let message):
            guard await discard(token) else { throw ServiceFailure(.refused, message) }
            let fresh = try await accessToken(client)
            switch try await call(fresh) {
            case .result(let result): return result
            case .tokenRefused(let message): throw ServiceFailure(.refused, message)
            }
        }
    }
}

extension HTTPResponse {
    /// A missing or revoked token is answered with 401, an expired or malformed one with 403 and this name
    /// (Infisical/infisical `backend/src/server/plugins/error-handler.ts`).
    var refusesToken: Bool {
        status == 401 || (status == 403 && json?["error"]?.string == "TokenError")
    }

    /// Fastify's own 404 for an unknown route carries no `reqId`; Infisical's for a missing folder does.
    var isMissingRoute: Bool {
        guard status == 404 else { return false }
        guard let json else { return true }
        return json["reqId"] == nil || json["message"]?.string?.hasPrefix("Route ") == true
    }

    /// What to say of a refused token.
    func tokenRefusal(_ endpoint: String, hiding token: Secret) -> String {
        let refusal = APIErrorBody.refusal(
            self, hint: "the access token is not valid: check INFISICAL_TOKEN or the identity", hiding: [token])
        return "Infisical \(endpoint): \(refusal.message)"
    }

    private var json: JSONValue? { try? JSONValue(json: body) }
}
