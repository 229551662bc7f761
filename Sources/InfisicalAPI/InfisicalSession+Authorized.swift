// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

/// What came of a call that needs a token.
enum Authorized<Result: Sendable>: Sendable {
    case result(Result)
    case tokenRefused(String)
}

extension InfisicalSession {
    /// Calls with a token. When that has expired or was revoked in the middle of a push, it logs in again, once.
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
        status == 401 || (status == 403 && APIErrorBody(body)?.error?.hasSameBytes(as: "TokenError") == true)
    }

    /// Fastify's own 404 for an unknown route carries no `reqId`; Infisical's for a missing folder does.
    var isMissingRoute: Bool {
        guard status == 404 else { return false }
        guard let error = APIErrorBody(body) else { return true }
        return !error.hasRequestID || error.message?.hasPrefix("Route ") == true
    }
}

extension APIClient {
    /// What to say of a refused token.
    func tokenRefusal(_ response: HTTPResponse, _ endpoint: String, hiding token: Secret) -> String {
        let refusal = refusal(response, hint: InfisicalMessages.invalidToken, hiding: [token])
        return InfisicalMessages.call(endpoint, refusal.message)
    }
}
