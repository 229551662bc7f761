// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import JSON

/// Access to one Infisical server: logs in once and keeps the token for every sync of the process.
package actor InfisicalSession {
    /// What a token is used up by before it expires, so that a push does not begin with a dying one.
    private static let margin = Duration.seconds(60)

    private let configuration: InfisicalConfiguration
    private let time: TimeSource
    private let executor: (any TaskExecutor)?
    private let readFile: @Sendable (String) -> String?
    private var token: (secret: Secret, expiry: Duration?)?
    /// Whether the server turned out to be one of before v4.
    private(set) var isLegacy = false
    private var login: Task<Result<Secret, ServiceFailure>, Never>?

    /// Takes the address, the way to a token, and the way to the files that platforms renew tokens in; and where logins
    /// run if not on Swift's own threads.
    package init(
        _ configuration: InfisicalConfiguration, time: TimeSource, executor: (any TaskExecutor)? = nil,
        readFile: @escaping @Sendable (String) -> String?
    ) {
        self.configuration = configuration
        self.time = time
        self.executor = executor
        self.readFile = readFile
    }

    /// The server's address, without `/api`.
    nonisolated var domain: BaseURL { configuration.domain }

    /// A token that is valid now. Those who ask while a login is under way wait for the same one.
    func accessToken(_ client: APIClient) async throws(ServiceFailure) -> Secret {
        if case .token(let ready) = configuration.authentication { return ready }
        if let token, token.expiry.map({ time.uptime() < $0 }) ?? true { return token.secret }
        // Not cancelled with the one who asked first: others may wait for it.
        let task = login ?? Task(executorPreference: executor) { [self] in await logIn(client) }
        login = task
        return try await task.value.get()
    }

    /// Remembers which list the server has, so that the other is not asked for each time.
    func note(isLegacy: Bool) { self.isLegacy = isLegacy }

    /// Forgets a token that the server no longer takes. False when there is no way to another one.
    func discard(_ refused: Secret) -> Bool {
        if token?.secret == refused { token = nil }
        if case .token = configuration.authentication { return false }
        return true
    }

    private struct Login {
        var token: Secret
        /// Seconds; nil where the server says none.
        var expiresIn: Int64?
    }

    private func logIn(_ client: APIClient) async -> Result<Secret, ServiceFailure> {
        defer { login = nil }
        do throws(ServiceFailure) {
            let reader = LoginCredentialsReader(client: client, time: time, readFile: readFile)
            let credentials = try await reader.read(configuration.authentication)
            let body = JSONValue.object(JSONMembers(credentials.body.map { ($0.key, .string($0.value.exposed)) }))
            let request = HTTPRequest(
                .post, domain.appending(["api", "v1", "auth", credentials.endpoint, "login"]),
                body: body.encoded)
            let login = try await client.call(request, endpoint: "POST \(credentials.endpoint)/login") { response in
                guard response.isSuccess else { throw Self.refusal(response, credentials) }
                let answer = try JSONValue(json: response.body)
                let token = Secret(try (answer["accessToken"]?.string).orMalformed())
                return Login(token: token, expiresIn: answer["expiresIn"]?.whole)
            }
            // A short-lived token is used for half of its life, not for none of it.
            let lifetime = login.expiresIn.map { max(.seconds($0) - Self.margin, .seconds($0) / 2) }
            token = (login.token, lifetime.map { time.uptime() + $0 })
            return .success(login.token)
        } catch {
            return .failure(error)
        }
    }

    private static func refusal(_ response: HTTPResponse, _ credentials: LoginCredentials) -> APIRefusal {
        let hint =
            switch response.status {
            case 401: credentials.mend
            case 403 where credentials.isKeyless:
                "the machine identity may not log in from this address (see its trusted IPs), or \(credentials.mend)"
            case 403: "the machine identity may not log in from this address: see its trusted IPs in Infisical"
            case 404: "check INFISICAL_DOMAIN and that the machine identity has this auth method"
            default: "see the machine identity's auth method in Infisical"
            }
        return APIErrorBody.refusal(response, hint: hint, hiding: credentials.secrets)
    }
}
