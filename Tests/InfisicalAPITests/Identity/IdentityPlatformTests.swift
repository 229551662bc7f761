// SPDX-License-Identifier: MIT

import CurlTransport
import Foundation
import Logging
import Sandbox
import SyncCore
import Testing
import TestSupport
@testable import Basics

/// The keyless logins over real sockets: each platform's endpoint as its documentation has it, and the sandbox as
/// Infisical, which checks tokens and AWS's signature.
@Suite struct IdentityPlatformTests {
    private static let secretKey = "aws-secret-of-the-role"
    private static let sessionToken = "session-token-of-the-role"

    /// What the platforms' endpoints answer; 404 and 403 as they do to a request without their header.
    private static func platform(_ request: LoopbackHTTPServer.Request) -> LoopbackHTTPServer.Response {
        let headers = request.headers
        let keys =
            #"{"Code":"Success","AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"\#(secretKey)","#
            + #""Token":"\#(sessionToken)","Expiration":"2030-01-01T00:00:00Z"}"#
        switch (request.method, request.target) {
        case ("GET", "/computeMetadata/v1/instance/service-accounts/default/identity?audience=identity-1&format=full"):
            return headers["metadata-flavor"] == "Google" ? .init(200, "google-jwt") : .init(403)
        case (
            "GET",
            "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F"
        ):
            return headers["metadata"] == "true" ? .init(200, #"{"access_token":"azure-jwt"}"#) : .init(400)
        case ("GET", "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com%2F"):
            return headers["x-identity-header"] == "key-1" ? .init(200, #"{"access_token":"azure-jwt"}"#) : .init(401)
        case ("GET", "/v1/credentials"):
            return headers["authorization"] == "pod-token" ? .init(200, keys) : .init(401)
        case ("PUT", "/latest/api/token"):
            return headers["x-aws-ec2-metadata-token-ttl-seconds"] == nil ? .init(400) : .init(200, "imds-session")
        default:
            guard headers["x-aws-ec2-metadata-token"] == "imds-session" else { return .init(401) }
            switch request.target {
            case "/latest/meta-data/iam/security-credentials/": return .init(200, "sync-role\n")
            case "/latest/meta-data/iam/security-credentials/sync-role": return .init(200, keys)
            case "/latest/meta-data/placement/region": return .init(200, "eu-central-1")
            default: return .init(404)
            }
        }
    }

    private static let state: SandboxState = {
        let identity = InfisicalState.Identity(
            id: "identity-1",
            jwts: [
                .init(method: "gcp-auth", jwt: "google-jwt"), .init(method: "azure-auth", jwt: "azure-jwt"),
                .init(method: "oidc-auth", jwt: "oidc-jwt"), .init(method: "kubernetes-auth", jwt: "pod-jwt"),
            ],
            aws: .init(accessKeyId: "ASIAEXAMPLE", secretAccessKey: secretKey, sessionToken: sessionToken))
        let folder = InfisicalState.Folder(path: "/", secrets: [.init("HOST", "db.internal")])
        let project = InfisicalState.Project(
            id: "project-1", environments: [InfisicalState.Environment(slug: "prod", folders: [folder])])
        return SandboxState(infisical: InfisicalState(identities: [identity], projects: [project]))
    }()

    struct Platform: Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        /// `{}` stands for the emulator's host and port.
        var variables: [String: String]
        var files: [String: String] = [:]

        var testDescription: String { name }
    }

    static let platforms = [
        Platform(name: "Google", method: "gcp-id-token", variables: ["GCE_METADATA_HOST": "{}"]),
        Platform(
            name: "Azure virtual machine", method: "azure",
            variables: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://{}"]),
        Platform(
            name: "Azure Container Apps", method: "azure",
            variables: ["IDENTITY_ENDPOINT": "http://{}/msi/token", "IDENTITY_HEADER": "key-1"]),
        Platform(
            name: "AWS Lambda", method: "aws-iam",
            variables: [
                "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": secretKey,
                "AWS_SESSION_TOKEN": sessionToken, "AWS_REGION": "us-east-2",
            ]),
        Platform(
            name: "EKS Pod Identity", method: "aws-iam",
            variables: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://{}/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/pod/token", "AWS_REGION": "us-east-2",
            ], files: ["/pod/token": "pod-token\n"]),
        Platform(
            name: "a container whose region the instance knows", method: "aws-iam",
            variables: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://{}/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "pod-token",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://{}/",
            ]),
        Platform(
            name: "EC2", method: "aws-iam", variables: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://{}"]),
        Platform(
            name: "a token file", method: "oidc-auth", variables: ["INFISICAL_JWT_FILE": "/token"],
            files: ["/token": "oidc-jwt\n"]),
        Platform(
            name: "Kubernetes", method: "kubernetes", variables: [:],
            files: ["/var/run/secrets/kubernetes.io/serviceaccount/token": "pod-jwt"]),
    ]

    @Test(arguments: platforms) func aPlatformsProofReadsSecrets(_ platform: Platform) async throws {
        let emulator = try LoopbackHTTPServer(Self.platform)
        defer { emulator.stop() }
        try await withSandbox(Self.state) { server in
            let secrets = try await Self.read(platform, emulator, server)
            #expect(secrets.secrets.map(\.key.name) == ["HOST"])
        }
    }

    /// The sandbox refuses, as Infisical does when the identity's rules do not fit.
    @Test(arguments: platforms) func aRefusalNamesTheMendAndNoSecret(_ platform: Platform) async throws {
        let emulator = try LoopbackHTTPServer(Self.platform)
        defer { emulator.stop() }
        var state = Self.state
        state.infisical.identities[0].jwts = []
        state.infisical.identities[0].aws?.secretAccessKey = "another"
        try await withSandbox(state) { server in
            let failure = await #expect(throws: CallFailure.self) {
                try await Self.read(platform, emulator, server)
            }
            let message = failure?.message ?? ""
            #expect(failure?.kind == .refused)
            #expect(message.contains("see the identity INFISICAL_MACHINE_IDENTITY_ID in Infisical:"), "\(message)")
            for secret in ["google-jwt", "azure-jwt", "oidc-jwt", "pod-jwt", Self.secretKey, Self.sessionToken] {
                #expect(!message.contains(secret))
            }
        }
    }

    private static func read(
        _ platform: Platform, _ emulator: LoopbackHTTPServer, _ server: SandboxServer
    ) async throws -> SourceSecrets {
        var variables = platform.variables.mapValues { $0.replacingOccurrences(of: "{}", with: emulator.authority) }
        variables["INFISICAL_AUTH_METHOD"] = platform.method
        variables["INFISICAL_DOMAIN"] = server.infisicalURL
        let options = CurlOptions(certificateAuthorities: server.caCertificatePath)
        return try await IdentityReading(
            variables, transport: CurlTransport(options), files: platform.files
        ).read()
    }
}
