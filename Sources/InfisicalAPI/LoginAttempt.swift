// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import JSON

/// One login: gathers the proof, sends it, reads the token.
struct LoginAttempt {
    enum Outcome: Sendable {
        /// The token, and how long it lives where the server says.
        case success(Secret, lifetime: Duration?)
        /// Infisical refused the credentials.
        case refused(CallFailure)
        /// Infisical was not asked, or did not answer.
        case failed(CallFailure)
    }

    let domain: BaseURL
    let reader: LoginCredentialsReader

    func run(_ authentication: InfisicalConfiguration.Authentication) async -> Outcome {
        do throws(CallFailure) {
            let credentials = try await reader.read(authentication)
            let body = JSONValue.object(JSONMembers(credentials.body.map { ($0.key, .string($0.value.exposed)) }))
            let request = HTTPRequest(
                .post, domain.appending(["api", "v1", "auth", credentials.endpoint, "login"]),
                body: body.encoded)
            return try await reader.client.call(request, endpoint: "POST \(credentials.endpoint)/login") { response in
                guard response.isSuccess else {
                    let refusal = reader.client.refusal(
                        response, hint: Self.hint(response.status, credentials), hiding: credentials.secrets)
                    return .refused(CallFailure(.refused, LoginMessages.login(refusal.message)))
                }
                let json = try JSONValue(json: response.body)
                let token = try (json["accessToken"]?.string).orMalformed()
                guard token.isHeaderValue else { throw APIRefusal(LoginMessages.unusableToken, standsAlone: true) }
                return .success(Secret(token), lifetime: (json["expiresIn"]?.whole).map { .seconds($0) })
            }
        } catch {
            return .failed(error)
        }
    }

    private static func hint(_ status: Int, _ credentials: LoginCredentials) -> String {
        switch status {
        case 401: credentials.hint
        case 403: credentials.isKeyless ? LoginMessages.otherAddress(or: credentials.hint) : LoginMessages.otherAddress
        case 404: LoginMessages.noMethod
        default: LoginMessages.seeMethod
        }
    }
}
