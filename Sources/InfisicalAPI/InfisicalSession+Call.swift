// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

extension InfisicalSession {
    /// Calls with a token, which `decode` gets for what it must not repeat. When the token has expired or was revoked in
    /// the middle of a push, it logs in and calls again, once.
    nonisolated func call<Value: Sendable>(
        _ client: APIClient, _ request: HTTPRequest, endpoint: String, retrying policy: RetryPolicy = .idempotent,
        decode: (HTTPResponse, Secret) throws -> Value
    ) async throws(CallFailure) -> Value {
        var request = request
        var isRepeated = false
        while true {
            let token = try await accessToken(client)
            request.token = token
            let result: Result<Value, APIRefusal> = try await client.call(
                request, endpoint: endpoint, retrying: policy
            ) { response in
                if response.refusesToken {
                    return .failure(client.refusal(response, hint: InfisicalMessages.invalidToken, hiding: [token]))
                }
                return .success(try decode(response, token))
            }
            switch result {
            case .success(let value): return value
            case .failure(let refusal):
                guard !isRepeated, await discard(token) else {
                    throw CallFailure(.refused, InfisicalMessages.call(endpoint, refusal.message))
                }
                isRepeated = true
            }
        }
    }
}
