// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Logins and access tokens.
@Suite struct InfisicalLoginTests {
    struct Login: Sendable, CustomTestStringConvertible {
        let rule: String
        let method: String
        let body: String
        let status: Int

        var testDescription: String { rule }
    }

    static let logins: [Login] =
        [
            Login(
                rule: "universal auth", method: "universal-auth",
                body: #"{"clientId":"client-1","clientSecret":"client-secret-1"}"#, status: 200),
            Login(
                rule: "universal auth, wrong secret", method: "universal-auth",
                body: #"{"clientId":"client-1","clientSecret":"wrong"}"#, status: 401),
            Login(
                rule: "universal auth, no secret", method: "universal-auth", body: #"{"clientId":"client-1"}"#,
                status: 422),
            Login(
                rule: "universal auth, address not allowed", method: "universal-auth",
                body: #"{"clientId":"client-elsewhere","clientSecret":"client-secret-elsewhere"}"#, status: 403),
            Login(rule: "not JSON", method: "universal-auth", body: "clientId=client-1", status: 400),
            Login(
                rule: "unknown identity", method: "jwt-auth", body: #"{"identityId":"none","jwt":"x"}"#, status: 404),
            Login(
                rule: "token of another method", method: "kubernetes-auth",
                body: #"{"identityId":"identity-1","jwt":"jwt-of-gcp-auth"}"#, status: 401),
            Login(
                rule: "AWS, headers not base64", method: "aws-auth",
                body: """
                    {"identityId":"identity-1","iamHttpRequestMethod":"POST","iamRequestBody":"%","iamRequestHeaders":"%"}
                    """, status: 422),
            Login(rule: "unknown method", method: "none-auth", body: "{}", status: 404),
        ]
        + ["kubernetes-auth", "jwt-auth", "gcp-auth", "azure-auth"].map { method in
            Login(
                rule: method, method: method, body: #"{"identityId":"identity-1","jwt":"jwt-of-\#(method)"}"#,
                status: 200)
        }

    @Test(arguments: logins) func logsIn(_ login: Login) async throws {
        try await withSandbox { server in
            let url = "\(server.infisicalURL)/api/v1/auth/\(login.method)/login"
            let answer = try await Curl.send("POST", url, json: login.body)
            #expect(answer.status == login.status)
            if login.status == 200 {
                #expect(answer.object["expiresIn"] as? Int == 3600)
                #expect(answer.object["tokenType"] as? String == "Bearer")
                let token = try #require(answer.object["accessToken"] as? String)
                #expect(try await list(server, token).status == 200)
            } else {
                #expect(answer.object["statusCode"] as? Int == login.status)
            }
        }
    }

    /// An expired token is refused with 403 and `TokenError`: a client that logs in again on 401 alone would give up.
    @Test func tokensExpire() async throws {
        let clock = SandboxClock(stoppedAt: Date(timeIntervalSince1970: 1_800_000_000))
        try await withSandbox(.sample) {
            $0.clock = clock
        } _: { server in
            let token = try await login(server)
            clock.advance(by: .seconds(3599))
            #expect(try await list(server, token).status == 200)
            clock.advance(by: .seconds(1))
            let refused = try await list(server, token)
            #expect(refused.status == 403)
            #expect(refused.object["error"] as? String == "TokenError")
            #expect(try await list(server, "token-1").status == 200, "a ready token does not expire")
            #expect(try await list(server, try await login(server)).status == 200)
        }
    }

    @Test func tokensOfARemovedIdentityAreRefused() async throws {
        try await withSandbox { server in
            let token = try await login(server)
            await server.mutate { $0.infisical.identities[0].addressAllowed = false }
            #expect(try await list(server, token).status == 403)
            await server.mutate { $0.infisical.identities = [] }
            #expect(try await list(server, token).status == 401)
        }
    }

    /// After it the right secret is refused too, until the time is over.
    @Test func threeRefusedLoginsLockOut() async throws {
        let clock = SandboxClock(stoppedAt: Date(timeIntervalSince1970: 1_800_000_000))
        try await withSandbox(.sample) {
            $0.clock = clock
        } _: { server in
            func statuses(_ secrets: [String]) async throws -> [Int] {
                var statuses: [Int] = []
                for secret in secrets {
                    clock.advance(by: .seconds(10))
                    let answer = try await Curl.send(
                        "POST", server.infisicalURL + "/api/v1/auth/universal-auth/login",
                        json: #"{"clientId":"client-1","clientSecret":"\#(secret)"}"#)
                    statuses.append(answer.status)
                }
                return statuses
            }
            let right = "client-secret-1"
            let first = try await statuses(["wrong", "wrong", right, "wrong", "wrong", right])
            #expect(first == [401, 401, 200, 401, 401, 200])
            clock.advance(by: .seconds(30))
            #expect(try await statuses(["wrong", "wrong", "wrong", right]) == [401, 401, 401, 401])
            clock.advance(by: .seconds(280))
            #expect(try await statuses([right]) == [200])
        }
    }

    private func login(_ server: SandboxServer) async throws -> String {
        let answer = try await Curl.send(
            "POST", server.infisicalURL + "/api/v1/auth/universal-auth/login",
            json: #"{"clientId":"client-1","clientSecret":"client-secret-1"}"#)
        return try #require(answer.object["accessToken"] as? String)
    }

    private func list(_ server: SandboxServer, _ token: String) async throws -> Curl.Response {
        try await Curl.send(
            "GET", server.infisicalURL + "/api/v4/secrets?projectId=project-1&environment=prod", token: token)
    }
}
