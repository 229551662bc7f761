// SPDX-License-Identifier: MIT

import Testing
@testable import Basics
@testable import Configuration
@testable import InfisicalAPI

/// Signature Version 4 against AWS's published test suite, as far as it has requests without a query, and against two
/// logins.
///
/// The signatures were computed once with botocore 1.43 (`botocore.auth.SigV4Auth`, its clock fixed), an implementation
/// that has nothing in common with this one; those of the suite are the published ones (`aws-sig-v4-test-suite`,
/// `*.authz`).
@Suite struct SignatureV4Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var method = "GET"
        var headers: [String: String] = [:]
        var body = ""
        var sessionToken: String?
        var region = "us-east-1"
        var service = "service"
        var host = "example.amazonaws.com"
        var seconds: Int64 = 1_440_938_160
        /// The signed headers and the signature.
        var names: String
        var signature: String

        var testDescription: String { name }
    }

    private static let form = ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"]
    private static let question = "Action=GetCallerIdentity&Version=2011-06-15"

    static let vectors = [
        Vector(
            name: "get-vanilla", names: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Vector(
            name: "post-vanilla", method: "POST", names: "host;x-amz-date",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        Vector(
            name: "get-header-value-trim", headers: ["My-Header1": " value1", "My-Header2": #" "a   b   c""#],
            names: "host;my-header1;my-header2;x-amz-date",
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        Vector(
            name: "post-header-key-sort", method: "POST", headers: ["My-Header1": "value1"],
            names: "host;my-header1;x-amz-date",
            signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
        Vector(
            name: "post-header-value-case", method: "POST", headers: ["My-Header1": "VALUE1"],
            names: "host;my-header1;x-amz-date",
            signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
        Vector(
            name: "post-x-www-form-urlencoded", method: "POST",
            headers: ["Content-Type": "application/x-www-form-urlencoded"], body: "Param1=value1",
            names: "content-type;host;x-amz-date",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        Vector(
            name: "post-x-www-form-urlencoded-parameters", method: "POST",
            headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf8"], body: "Param1=value1",
            names: "content-type;host;x-amz-date",
            signature: "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"),
        Vector(
            name: "post-sts-header-before", method: "POST",
            sessionToken: """
                AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflf\
                KD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd\
                8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3i\
                SIlTJabIQwj2ICCR/oLxBA==
                """, names: "host;x-amz-date;x-amz-security-token",
            signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
        Vector(
            name: "a login", method: "POST", headers: form, body: question, region: "eu-central-1", service: "sts",
            host: "sts.eu-central-1.amazonaws.com", seconds: 1_795_406_706, names: "content-type;host;x-amz-date",
            signature: "e9867a29b69516f53451a9e1029edf6203dbf68cd8ed953fd2e414cf63683148"),
        Vector(
            name: "a login with temporary keys", method: "POST", headers: form, body: question,
            sessionToken: "session/token+of==", region: "us-gov-west-1", service: "sts",
            host: "sts.us-gov-west-1.amazonaws.com", seconds: 1_795_406_706,
            names: "content-type;host;x-amz-date;x-amz-security-token",
            signature: "5422fa18569ccb184584fcbfb91d46f031f28748f64898a9cb5154d9aca646a9"),
    ]

    @Test(arguments: vectors) func theSignatureIsWhatAWSComputes(_ vector: Vector) {
        let keys = AWSKeys(
            accessKeyID: Secret("AKIDEXAMPLE"), secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: vector.sessionToken.map { Secret($0) })
        // A part of a second is not signed.
        let signature = SignatureV4(
            keys: keys, region: vector.region, service: vector.service, unixMilliseconds: vector.seconds * 1000 + 999)
        let headers = signature.headers(
            signing: vector.method, path: "/", headers: vector.headers.merging(["Host": vector.host]) { own, _ in own },
            body: Array(vector.body.utf8))
        let date = vector.seconds == 1_440_938_160 ? "20150830" : "20261123"
        #expect(
            headers["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(date)/\(vector.region)/\(vector.service)/aws4_request, "
                + "SignedHeaders=\(vector.names), Signature=\(vector.signature)")
        #expect(headers["X-Amz-Security-Token"] == vector.sessionToken)
    }
}
