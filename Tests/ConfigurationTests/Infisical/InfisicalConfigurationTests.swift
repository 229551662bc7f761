// SPDX-License-Identifier: MIT

import SyncCore
import Testing
@testable import Basics
@testable import Configuration

/// How the keyless methods are read from the environment.
@Suite struct InfisicalConfigurationTests {
    private static let base = [
        "RENDER_SYNC_PROJECT_ID": "p", "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SERVICE_ID": "srv-1",
        "RENDER_API_KEY": "rnd_1", "INFISICAL_MACHINE_IDENTITY_ID": "identity-1",
    ]

    private static func load(_ variables: [String: String]) -> Result<ApplicationConfiguration, ConfigurationError> {
        let all = base.merging(variables) { _, new in new }
        return ConfigurationLoader(
            Configuration.Environment(all) {
                $0 == "/token" ? .success("jwt-of-file\n") : .failure(.missing)
            }
        ).result
    }

    private static func authentication(
        _ variables: [String: String]
    ) throws -> InfisicalConfiguration.Authentication {
        try load(variables).get().infisical.authentication
    }

    private static func problems(_ variables: [String: String]) -> [String] {
        guard case .failure(let error) = load(variables) else { return [] }
        return error.problems.map(\.variable)
    }

    private static func platformToken(_ variables: [String: String]) throws -> PlatformToken {
        guard case .jwt(_, "identity-1", .platform(let token)) = try authentication(variables) else {
            throw ConfigurationError([])
        }
        return token
    }

    // MARK: Tokens

    @Test func googlesTokenIsMadeOutToTheIdentity() throws {
        let token = try Self.platformToken([
            "INFISICAL_AUTH_METHOD": "gcp-id-token", "INFISICAL_MACHINE_IDENTITY_ID": "identity-1",
        ])
        #expect(
            token.url
                == "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity"
                + "?audience=identity-1&format=full")
        #expect(token.headers == ["Metadata-Flavor": Secret("Google")])
        #expect(token.form == .text)
    }

    @Test func azuresTokenIsForTheResourceThatInfisicalExpects() throws {
        let token = try Self.platformToken(["INFISICAL_AUTH_METHOD": "azure"])
        #expect(
            token.url
                == "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01"
                + "&resource=https%3A%2F%2Fmanagement.azure.com%2F")
        #expect(token.headers == ["Metadata": Secret("true")])
        #expect(token.form == .member("access_token"))
    }

    @Test func anAppServiceIsAskedAtItsOwnEndpoint() throws {
        let token = try Self.platformToken([
            "INFISICAL_AUTH_METHOD": "azure", "IDENTITY_ENDPOINT": "http://localhost:42356/msi/token",
            "IDENTITY_HEADER": "key-1", "AZURE_CLIENT_ID": "client 1",
        ])
        #expect(
            token.url
                == "http://localhost:42356/msi/token?api-version=2019-08-01"
                + "&resource=https%3A%2F%2Fmanagement.azure.com%2F&client_id=client%201")
        #expect(token.headers == ["X-IDENTITY-HEADER": Secret("key-1")])
    }

    @Test(arguments: ["oidc-auth", "jwt-auth"]) func aTokenFileIsReadAtEachLogin(method: String) throws {
        let found = try Self.authentication(["INFISICAL_AUTH_METHOD": method, "INFISICAL_JWT_FILE": "/token"])
        #expect(found == .jwt(endpoint: method, identityID: "identity-1", source: .file("/token")))
    }

    @Test func kubernetesHasItsTokenWhereEveryPodHasIt() throws {
        let found = try Self.authentication(["INFISICAL_AUTH_METHOD": "kubernetes"])
        let path = "/var/run/secrets/kubernetes.io/serviceaccount/token"
        #expect(found == .jwt(endpoint: "kubernetes-auth", identityID: "identity-1", source: .file(path)))
    }

    // MARK: AWS

    private static func aws(_ variables: [String: String]) throws -> AWSIdentity {
        let all = variables.merging(["INFISICAL_AUTH_METHOD": "aws-iam"]) { own, _ in own }
        guard case .aws("identity-1", let identity) = try authentication(all) else { throw ConfigurationError([]) }
        return identity
    }

    @Test func keysOfTheEnvironmentComeFirst() throws {
        let identity = try Self.aws([
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "session",
            "AWS_REGION": "eu-west-3", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1",
        ])
        let keys = AWSKeys(
            accessKeyID: Secret("AKID"), secretAccessKey: Secret("secret"), sessionToken: Secret("session"))
        #expect(identity.source == .environment(keys))
        #expect(identity.region == "eu-west-3")
    }

    @Test func aTaskOfECSAsksItsAgent() throws {
        let identity = try Self.aws(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1"])
        #expect(identity.source == .container(url: "http://169.254.170.2/v2/credentials/1", authorization: nil))
    }

    @Test func aPodOfEKSShowsItsTokenFile() throws {
        let identity = try Self.aws([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/var/run/token", "AWS_DEFAULT_REGION": "us-east-1",
        ])
        #expect(
            identity.source
                == .container(url: "http://169.254.170.23/v1/credentials", authorization: .file("/var/run/token")))
        #expect(identity.region == "us-east-1")
    }

    @Test func withoutAllThatTheInstanceIsAsked() throws {
        let identity = try Self.aws(["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""])
        #expect(identity.source == .instance)
        #expect(identity.region == nil)
        #expect(identity.instanceURL("/x") == "http://169.254.169.254/x")
    }

    // MARK: Refusals

    struct Refused: Sendable, CustomTestStringConvertible {
        var rule: String
        var method: String
        var variables: [String: String]
        var variable: String

        var testDescription: String { rule }
    }

    static let refused = [
        Refused(
            rule: "Google's host elsewhere", method: "gcp-id-token",
            variables: ["GCE_METADATA_HOST": "metadata.example.com"], variable: "GCE_METADATA_HOST"),
        Refused(
            rule: "Google's host with a path", method: "gcp-id-token",
            variables: ["GCE_METADATA_HOST": "127.0.0.1/x"], variable: "GCE_METADATA_HOST"),
        Refused(
            rule: "a name that begins like loopback", method: "gcp-id-token",
            variables: ["GCE_METADATA_HOST": "127.0.0.1.example.com"], variable: "GCE_METADATA_HOST"),
        Refused(
            rule: "an address that hides behind a user", method: "azure",
            variables: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1@example.com"],
            variable: "AZURE_POD_IDENTITY_AUTHORITY_HOST"),
        Refused(
            rule: "Azure's host elsewhere, whatever RENDER_SYNC_ALLOW_HTTP says", method: "azure",
            variables: [
                "AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://10.0.0.1", "RENDER_SYNC_ALLOW_HTTP": "true",
            ], variable: "AZURE_POD_IDENTITY_AUTHORITY_HOST"),
        Refused(
            rule: "an App Service elsewhere", method: "azure",
            variables: ["IDENTITY_ENDPOINT": "http://example.com/token", "IDENTITY_HEADER": "k"],
            variable: "IDENTITY_ENDPOINT"),
        Refused(
            rule: "EC2 elsewhere", method: "aws-iam",
            variables: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://169.255.169.254"],
            variable: "AWS_EC2_METADATA_SERVICE_ENDPOINT"),
        Refused(
            rule: "a container's endpoint elsewhere", method: "aws-iam",
            variables: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/"],
            variable: "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        Refused(
            rule: "a relative address that changes the host", method: "aws-iam",
            variables: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "@example.com/"],
            variable: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        Refused(
            rule: "half of a pair of keys", method: "aws-iam", variables: ["AWS_ACCESS_KEY_ID": "AKID"],
            variable: "AWS_SECRET_ACCESS_KEY"),
        Refused(
            rule: "a region that would lead elsewhere", method: "aws-iam",
            variables: [
                "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "example.com/",
            ], variable: "AWS_REGION"),
        Refused(
            rule: "a web identity, which another method takes as it is", method: "aws-iam",
            variables: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/r"],
            variable: "AWS_WEB_IDENTITY_TOKEN_FILE"),
        Refused(
            rule: "no source left", method: "aws-iam", variables: ["AWS_EC2_METADATA_DISABLED": "true"],
            variable: "AWS_EC2_METADATA_DISABLED"),
        Refused(
            rule: "no identity", method: "aws-iam", variables: ["INFISICAL_MACHINE_IDENTITY_ID": ""],
            variable: "INFISICAL_MACHINE_IDENTITY_ID"),
        Refused(
            rule: "no token", method: "oidc-auth", variables: [:], variable: "INFISICAL_JWT"),
    ]

    @Test(arguments: refused) func aProblemNamesItsVariable(_ row: Refused) {
        let variables = row.variables.merging(["INFISICAL_AUTH_METHOD": row.method]) { own, _ in own }
        #expect(Self.problems(variables) == [row.variable])
    }

    @Test(arguments: [
        "http://[::1]:8080", "http://[fd00:ec2::254]", "http://localhost", "http://127.1.2.3:1", "http://169.254.0.1",
        "https://metadata.example.com/x",
    ])
    func aNearAddressIsTaken(address: String) {
        #expect(MetadataAddress(address) != nil)
    }
}
