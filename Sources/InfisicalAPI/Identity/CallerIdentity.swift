// SPDX-License-Identifier: MIT

import Basics
import Configuration
import FoundationEssentials
import JSON

/// A signed request that asks AWS's STS who signed it. Infisical sends it on, and so learns the role without its keys.
///
/// The form is that of Infisical's own clients (`infisical_sdk/resources/auth_methods/aws_auth.py`): the body and the
/// headers in base64, the headers as a JSON object. The length is left out: the server's HTTP client puts it in.
struct CallerIdentity {
    private static let body = Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)

    /// The members of the login's body, beside the identity.
    let members: [String: Secret]
    /// What an error text must not repeat.
    let secrets: [Secret]

    init(keys: AWSKeys, region: String, unixMilliseconds: Int64) {
        let signature = SignatureV4(keys: keys, region: region, service: "sts", unixMilliseconds: unixMilliseconds)
        let headers = signature.headers(
            signing: "POST", path: "/",
            headers: [
                "Host": "sts.\(region).amazonaws.com",
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            ], body: Self.body)
        let members = JSONMembers(headers.map { ($0.key, .string($0.value)) })
        let encoded = Data(JSONValue.object(members).encoded).base64EncodedString()
        self.members = [
            "iamHttpRequestMethod": Secret("POST"), "iamRequestBody": Secret(Data(Self.body).base64EncodedString()),
            "iamRequestHeaders": Secret(encoded),
        ]
        secrets =
            [keys.secretAccessKey, Secret(encoded)] + [keys.sessionToken].compactMap { $0 }
            + [headers["Authorization"]?.split(separator: "=").last].compactMap { $0.map { Secret(String($0)) } }
    }
}
