// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import JSON

/// What a login sends: where to, the members of its body, and what to do when Infisical refuses it.
struct LoginCredentials {
    /// The method in the address, `/api/v1/auth/<endpoint>/login`.
    var endpoint: String
    /// The members of the body.
    var body: [String: Secret]
    /// What an error text must not repeat.
    var secrets: [Secret]
    /// What to look at after a refusal.
    var hint: String

    /// Whether the platform vouches, and Infisical's rules for what it says decide.
    var isKeyless: Bool { body["identityId"] != nil }
}

/// Gathers a method's proof: from the configuration, a file, or the platform.
struct LoginCredentialsReader {
    /// A platform responds at once, or after it has asked its own issuer.
    private static let timeout = Duration.seconds(5)

    let client: APIClient
    let time: TimeSource
    let readFile: @Sendable (String) -> String?

    func read(_ authentication: InfisicalConfiguration.Authentication) async throws(CallFailure) -> LoginCredentials {
        switch authentication {
        case .token(let token):
            return LoginCredentials(endpoint: "token", body: [:], secrets: [token], hint: LoginMessages.token)
        case .universal(let id, let secret):
            return LoginCredentials(
                endpoint: "universal-auth", body: ["clientId": id, "clientSecret": secret],
                secrets: [id, secret], hint: LoginMessages.universal)
        case .jwt(let endpoint, let identityID, let source):
            let token = try await token(source)
            return LoginCredentials(
                endpoint: endpoint, body: ["identityId": Secret(identityID), "jwt": token], secrets: [token],
                hint: LoginMessages.keyless(endpoint))
        case .aws(let identityID, let identity):
            let reader = AWSKeyReader(identity: identity, client: client.to(.platform), readFile: readFile)
            let (keys, region) = try await reader.keysAndRegion()
            let signed = CallerIdentity(keys: keys, region: region, unixMilliseconds: time.unixMilliseconds())
            return LoginCredentials(
                endpoint: "aws-auth",
                body: signed.members.merging(["identityId": Secret(identityID)]) { own, _ in own },
                secrets: signed.secrets, hint: LoginMessages.keyless("aws-auth"))
        }
    }

    private func token(_ source: InfisicalConfiguration.JWTSource) async throws(CallFailure) -> Secret {
        switch source {
        case .value(let token): return token
        case .file(let path):
            guard let text = readFile(path)?.trimmingSpaces(), !text.isEmpty else {
                throw CallFailure(.refused, LoginMessages.unreadableFile(path))
            }
            guard text.isHeaderValue else { throw CallFailure(.refused, LoginMessages.unusableFile(path)) }
            return Secret(text)
        case .platform(let platform):
            var request = HTTPRequest(.get, platform.url)
            request.timeout = Self.timeout
            request.headers = platform.headers.mapValues(\.exposed)
            do throws(CallFailure) {
                return try await client.to(.platform).call(request, endpoint: platform.endpoint) { response in
                    try Self.token(response, platform)
                }
            } catch {
                throw error.adding(hint: platform.hint)
            }
        }
    }

    private struct NoToken: Error {}

    private static func token(_ response: HTTPResponse, _ platform: PlatformToken) throws -> Secret {
        // The text is not repeated: it may hold what was sent.
        guard response.isSuccess else { throw APIRefusal(LoginMessages.refused(response.status, platform.hint)) }
        let text: String?
        switch platform.form {
        case .text: text = String(validating: response.body, as: UTF8.self)
        case .member(let name):
            text = try JSONValue(json: response.body)[name]?.string
        }
        guard let token = text?.trimmingSpaces(), !token.isEmpty else { throw NoToken() }
        guard token.isHeaderValue else {
            throw APIRefusal(LoginMessages.unusable(platform.endpoint), standsAlone: true)
        }
        return Secret(token)
    }
}
