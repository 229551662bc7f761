// SPDX-License-Identifier: MIT

import Foundation
import HTTPClient
import Testing
@testable import Basics
@testable import Configuration
@testable import JSON

/// What the keyless logins ask, send and say, without a network.
@Suite struct LoginCredentialsTests {
    private static let list = #"{"secrets":[],"imports":[]}"#
    private static let login = #"{"accessToken":"token-1","expiresIn":3600}"#

    /// Infisical takes every login; everything else is the platform's.
    private static func transport(
        _ platform: @escaping @Sendable (HTTPRequest) throws(TransportError) -> HTTPResponse
    ) -> ScriptedTransport {
        ScriptedTransport { (request) throws(TransportError) in
            guard request.url.hasPrefix("https://app.infisical.com/") else { return try platform(request) }
            return HTTPResponse(status: 200, body: Array((request.method == .post ? login : list).utf8))
        }
    }

    private static func failure(
        _ variables: [String: String], _ transport: ScriptedTransport, files: [String: String] = [:]
    ) async throws -> CallFailure? {
        let reading = try IdentityReading(variables, transport: transport, files: files)
        return await #expect(throws: CallFailure.self) { try await reading.read() }
    }

    @Test func thePlatformsCallsAreInNoReport() async throws {
        let transport = Self.transport { _ in HTTPResponse(status: 200, body: Array("jwt".utf8)) }
        let reading = try IdentityReading(["INFISICAL_AUTH_METHOD": "gcp-id-token"], transport: transport)
        _ = try await reading.read()
        #expect(transport.requests.count == 3)
        #expect(reading.counter.current.total(.infisical) == 2)
        #expect(reading.counter.current.total(.render) == 0)
    }

    @Test func anAWSLoginCarriesASignedQuestionAndNoKey() async throws {
        let transport = Self.transport { _ in HTTPResponse(status: 500) }
        let variables = [
            "INFISICAL_AUTH_METHOD": "aws-iam", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AWS_REGION": "eu-central-1",
        ]
        let reading = try IdentityReading(variables, transport: transport) { 1_795_406_706_000 }
        _ = try await reading.read()
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://app.infisical.com/api/v1/auth/aws-auth/login")
        let body = try JSONDecoder().decode([String: String].self, from: Data(request.body ?? []))
        #expect(body.keys.sorted() == ["iamHttpRequestMethod", "iamRequestBody", "iamRequestHeaders", "identityId"])
        #expect(body["identityId"] == "identity-1")
        #expect(body["iamHttpRequestMethod"] == "POST")
        let question = try #require(Data(base64Encoded: body["iamRequestBody"] ?? ""))
        #expect(String(decoding: question, as: UTF8.self) == "Action=GetCallerIdentity&Version=2011-06-15")
        let encoded = try #require(Data(base64Encoded: body["iamRequestHeaders"] ?? ""))
        let headers = try JSONDecoder().decode([String: String].self, from: encoded)
        #expect(
            headers == [
                "Host": "sts.eu-central-1.amazonaws.com", "X-Amz-Date": "20261123T040506Z",
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                "Authorization":
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/eu-central-1/sts/aws4_request, "
                    + "SignedHeaders=content-type;host;x-amz-date, "
                    + "Signature=e9867a29b69516f53451a9e1029edf6203dbf68cd8ed953fd2e414cf63683148",
            ])
    }

    struct Absent: Sendable, CustomTestStringConvertible {
        var method: String
        var variables: [String: String] = [:]
        var hint: String

        var testDescription: String { "\(method) \(variables.keys.sorted())" }
    }

    static let absent = [
        Absent(method: "gcp-id-token", hint: "with a service account attached"),
        Absent(method: "azure", hint: "where a managed identity is assigned"),
        Absent(method: "aws-iam", hint: "set the instance's metadata hop limit to 2"),
        Absent(
            method: "aws-iam", variables: ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret-1"],
            hint: "set AWS_REGION"),
    ]

    @Test(arguments: absent) func aPlatformThatIsNotThereIsSaidSoWithAHint(_ row: Absent) async throws {
        let transport = Self.transport { (_) throws(TransportError) in throw .timedOut }
        let variables = row.variables.merging(["INFISICAL_AUTH_METHOD": row.method]) { own, _ in own }
        let failure = try await Self.failure(variables, transport)
        #expect(failure?.kind == .mayPass)
        #expect(failure?.message.contains("no response in time") == true)
        #expect(failure?.message.contains(row.hint) == true, "\(failure?.message ?? "")")
    }

    @Test(arguments: [404, 401, 400]) func aPlatformThatRefusesIsNotAskedAgain(status: Int) async throws {
        let transport = Self.transport { _ in HTTPResponse(status: status, body: Array("No token for you".utf8)) }
        let failure = try await Self.failure(["INFISICAL_AUTH_METHOD": "azure"], transport)
        #expect(failure?.kind == .refused)
        #expect(transport.requests.count == 1)
        #expect(failure?.message.contains("refused (\(status)); azure works where") == true)
    }

    /// A body that is not a token must not be taken for one, nor shown.
    @Test(arguments: ["azure", "gcp-id-token"]) func anAnswerWithoutATokenIsNotALogin(method: String) async throws {
        let text = method == "azure" ? #"{"token":"other-secret"}"# : " \n"
        let transport = Self.transport { _ in HTTPResponse(status: 200, body: Array(text.utf8)) }
        let failure = try await Self.failure(["INFISICAL_AUTH_METHOD": method], transport)
        #expect(failure?.message.contains("is not what the API documents") == true)
        #expect(failure?.message.contains("other-secret") == false)
        #expect(transport.requests.allSatisfy { $0.method == .get })
    }

    @Test func aRoleThatWouldChangeTheAddressIsNotFollowed() async throws {
        let transport = Self.transport { request in
            let text = request.url.hasSuffix("/token") ? "session" : "../../../dynamic?x"
            return HTTPResponse(status: 200, body: Array(text.utf8))
        }
        let failure = try await Self.failure(["INFISICAL_AUTH_METHOD": "aws-iam", "AWS_REGION": "x-1"], transport)
        #expect(failure?.kind == .refused)
        #expect(transport.requests.count == 2)
    }

    @Test func aMissingTokenFileIsNamed() async throws {
        let transport = Self.transport { _ in HTTPResponse(status: 500) }
        let failure = try await Self.failure(["INFISICAL_AUTH_METHOD": "kubernetes"], transport)
        #expect(failure?.message.contains("/var/run/secrets/kubernetes.io/serviceaccount/token") == true)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: [
        ["INFISICAL_AUTH_METHOD": "kubernetes", "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH": "/t\u{202E}"],
        [
            "INFISICAL_AUTH_METHOD": "aws-iam", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t\u{202E}",
        ],
    ])
    func aPathIsMadeFitToPrint(variables: [String: String]) async throws {
        let transport = Self.transport { _ in HTTPResponse(status: 500) }
        for files in [[:], ["/t\u{202E}": "a\u{1}b"]] {
            let failure = try await Self.failure(variables, transport, files: files)
            #expect(failure?.message.contains("the token file /t ") == true)
        }
    }

    /// A line break in the container's token would end the header and begin another.
    @Test func aTokenThatIsNoHeaderIsNotSent() async throws {
        let transport = Self.transport { _ in HTTPResponse(status: 200) }
        let variables = [
            "INFISICAL_AUTH_METHOD": "aws-iam", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t",
        ]
        let failure = try await Self.failure(variables, transport, files: ["/t": "a\r\nHost: b"])
        #expect(failure?.kind == .refused)
        #expect(transport.requests.isEmpty)
    }

    @Test func anAddressThatMayNotLogInIsToldBothReasons() async throws {
        let transport = ScriptedTransport { request in
            request.method == .post
                ? HTTPResponse(status: 403, body: Array(#"{"message":"Access denied"}"#.utf8))
                : HTTPResponse(status: 200, body: Array("jwt".utf8))
        }
        let failure = try await Self.failure(["INFISICAL_AUTH_METHOD": "gcp-id-token"], transport)
        #expect(failure?.message.contains("trusted IPs") == true)
        #expect(failure?.message.contains("its GCP Auth must be of type ID Token") == true)
    }

    @Test func whatHoldsAKeyPrintsNone() throws {
        let keys = AWSKeys(
            accessKeyID: Secret("AKID"), secretAccessKey: Secret("secret-1"), sessionToken: Secret("session-1"))
        var text = ""
        dump(AWSIdentity.Source.environment(keys), to: &text)
        dump(AWSIdentity.Source.container(url: "http://localhost", authorization: .value(Secret("auth-1"))), to: &text)
        for secret in ["secret-1", "session-1", "auth-1"] { #expect(!text.contains(secret)) }
        #expect(text.contains("<redacted>"))
    }
}
