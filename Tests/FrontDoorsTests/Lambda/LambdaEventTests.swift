// SPDX-License-Identifier: MIT

import Foundation
import SyncCore
import Testing
@testable import FrontDoors

/// Events of Function URLs and HTTP APIs, payload format 2.0.
@Suite struct LambdaEventTests {
    /// An event as AWS documents it, with what a test is about.
    private static func event(
        method: String = "POST", path: String = "/webhook", stage: String = "$default",
        headers: [String: String] = ["x-infisical-signature": "t=1;aa"], body: String? = "{}", isBase64: Bool = false
    ) -> [UInt8] {
        var members: [String: Any] = [
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": headers,
            "requestContext": [
                "accountId": "anonymous", "apiId": "url-id", "domainName": "url-id.lambda-url.eu-central-1.on.aws",
                "http": [
                    "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                    "userAgent": "axios",
                ],
                "requestId": "id", "routeKey": "$default", "stage": stage, "time": "12/Mar/2020:19:03:58 +0000",
                "timeEpoch": 1_583_348_638_390,
            ], "isBase64Encoded": isBase64,
        ]
        members["body"] = body
        // A literal of strings and numbers is always JSON.
        return (try? JSONSerialization.data(withJSONObject: members)).map { Array($0) } ?? []
    }

    private static func request(_ payload: [UInt8]) throws -> WebhookRequest {
        guard case .request(let request) = try LambdaEvent(payload) else { throw LambdaEventError.unknown }
        return request
    }

    @Test func aFunctionURLsEventBecomesARequest() throws {
        let body = #"{"event":"test","project":{"projectName":"Grüße \ud83d"}}"#
        let request = try Self.request(Self.event(body: body))
        #expect(
            request
                == WebhookRequest(method: "POST", target: "/webhook", signatures: ["t=1;aa"], body: Array(body.utf8)))
    }

    @Test func aBase64BodyIsDecodedToItsBytes() throws {
        let request = try Self.request(Self.event(body: "e30A/w==", isBase64: true))
        #expect(request.body == [0x7B, 0x7D, 0x00, 0xFF])
    }

    @Test func aRequestWithoutABodyHasAnEmptyOne() throws {
        #expect(try Self.request(Self.event(method: "GET", path: "/healthz", body: nil)).body.isEmpty)
    }

    struct Headers: Sendable, CustomTestStringConvertible {
        var rule: String
        var headers: [String: String]
        var signatures: [String]

        var testDescription: String { rule }
    }

    static let headers = [
        Headers(rule: "another case", headers: ["X-Infisical-Signature": "t=1;aa"], signatures: ["t=1;aa"]),
        Headers(rule: "none", headers: ["x-other": "t=1;aa"], signatures: []),
        // A Function URL joins what came twice; one valid signature beside a bad one must not pass.
        Headers(
            rule: "two, joined", headers: ["x-infisical-signature": "t=1;aa,t=2;bb"], signatures: ["t=1;aa", "t=2;bb"]),
        Headers(rule: "an empty second", headers: ["x-infisical-signature": "t=1;aa,"], signatures: ["t=1;aa", ""]),
        Headers(
            rule: "two, in two cases",
            headers: ["x-infisical-signature": "t=1;aa", "X-INFISICAL-SIGNATURE": "t=1;aa"],
            signatures: ["t=1;aa", "t=1;aa"]),
    ]

    @Test(arguments: headers) func everySignatureCounts(_ row: Headers) throws {
        #expect(try Self.request(Self.event(headers: row.headers)).signatures == row.signatures)
    }

    @Test(arguments: [
        ("/prod/webhook/api", "prod", "/webhook/api"), ("/prod", "prod", "/"),
        ("/production/x", "prod", "/production/x"),
        ("/webhook", "$default", "/webhook"), ("/$default/webhook", "$default", "/$default/webhook"),
    ])
    func anAPIsStageIsNoPartOfThePath(path: String, stage: String, target: String) throws {
        #expect(try Self.request(Self.event(path: path, stage: stage)).target == target)
    }

    struct Unusable: Sendable, CustomTestStringConvertible {
        var rule: String
        var payload: String
        var error: LambdaEventError

        var testDescription: String { rule }
    }

    static let unusable = [
        Unusable(rule: "the console's test event", payload: #"{"key1":"value1"}"#, error: .unknown),
        Unusable(rule: "a schedule", payload: #"{"source":"aws.events","detail":{}}"#, error: .unknown),
        Unusable(rule: "no object", payload: "[]", error: .unknown),
        Unusable(rule: "no JSON", payload: "{", error: .unknown),
        Unusable(
            rule: "format 1.0", payload: #"{"version":"1.0","httpMethod":"POST","path":"/","requestContext":{}}"#,
            error: .otherFormat),
        Unusable(
            rule: "a load balancer", payload: #"{"httpMethod":"POST","path":"/","requestContext":{"elb":{}}}"#,
            error: .otherFormat),
        Unusable(
            rule: "a body that is no base64",
            payload:
                #"{"rawPath":"/","requestContext":{"http":{"method":"POST"}},"body":"%","isBase64Encoded":true}"#,
            error: .unreadableBody),
        Unusable(
            rule: "records of another service", payload: #"{"Records":[{"eventSource":"aws:s3","s3":{}}]}"#,
            error: .unknown),
        Unusable(rule: "no records", payload: #"{"Records":[]}"#, error: .unknown),
    ]

    @Test(arguments: unusable) func anyOtherEventIsRefused(_ row: Unusable) {
        #expect(throws: row.error) { try LambdaEvent(Array(row.payload.utf8)) }
    }

    // MARK: Responses

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func anAnswerBecomesAResponse() {
        let answer = WebhookResponse(DeliveryReport(.unchanged, "already \"in sync\"/"))
        #expect(
            Self.text(LambdaResponse.http(answer, isHead: false))
                == #"{"body":"{\"message\":\"already \\\"in sync\\\"/\",\"status\":\"unchanged\"}","#
                + #""headers":{"Cache-Control":"no-store","Content-Type":"application/json"},"#
                + #""isBase64Encoded":false,"statusCode":200}"#)
    }

    @Test func theAnswerToHEADHasNoBody() {
        let response = Self.text(LambdaResponse.http(.healthy, isHead: true))
        #expect(response.hasPrefix(#"{"body":"","#))
    }

    @Test func anotherMethodIsToldWhatIsAllowed() {
        let answer = WebhookResponse.refusal(.methodNotAllowed, allow: "POST")
        let response = Self.text(LambdaResponse.http(answer, isHead: false))
        #expect(response.contains(#""Allow":"POST""#) && response.contains(#""statusCode":405"#))
    }
}
