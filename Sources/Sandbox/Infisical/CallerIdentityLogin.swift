// SPDX-License-Identifier: MIT

import Crypto
import FoundationEssentials

/// An AWS login: a signed STS `GetCallerIdentity` request, which the real server passes on to STS.
///
/// The sandbox checks the signature itself: Signature Version 4,
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct CallerIdentityLogin {
    private let body: [UInt8]
    private let headers: [String: String]

    init(_ login: JSONValue) throws(InfisicalError) {
        guard try login.required("iamHttpRequestMethod") == "POST",
            let body = Data(base64Encoded: try login.required("iamRequestBody")),
            let headers = Data(base64Encoded: try login.required("iamRequestHeaders")),
            case .object(let members)? = JSONValue(parsing: [UInt8](headers))
        else { throw .validation([("iamRequestHeaders", "Invalid")]) }
        self.body = [UInt8](body)
        var named = Dictionary(
            members.compactMap { name, value in value.string.map { (name.lowercased(), $0) } }
        ) { first, _ in first }
        // Infisical's SDK signs the length and leaves it out; the server's HTTP client puts it in again.
        named["content-length"] = String(body.count)
        self.headers = named
    }

    /// Whether STS would accept it from the owner of these keys.
    func isSigned(with keys: InfisicalState.Identity.AWS, now: Date) -> Bool {
        guard String(decoding: body, as: UTF8.self) == "Action=GetCallerIdentity&Version=2011-06-15",
            let host = headers["host"], host.hasPrefix("sts."), host.hasSuffix("amazonaws.com"),
            let date = headers["x-amz-date"], isFresh(date, now),
            headers["x-amz-security-token"] == keys.sessionToken,
            let authorization = headers["authorization"], let claim = Claim(authorization),
            claim.accessKeyId == keys.accessKeyId, claim.signedHeaders.contains("host"),
            claim.scope.count == 4, claim.scope[0] == date.prefix(8), claim.scope[2] == "sts"
        else { return false }
        return signature(claim, date: date, keys) == claim.signature
    }

    private func signature(_ claim: Claim, date: String, _ keys: InfisicalState.Identity.AWS) -> String {
        let lines = claim.signedHeaders.map { name in
            let value = (headers[name] ?? "").split(separator: " ").joined(separator: " ")
            return "\(name):\(value)\n"
        }
        let canonical = [
            "POST", "/", "", lines.joined(), claim.signedHeaders.joined(separator: ";"),
            Hex.text(SHA256.hash(data: body)),
        ].joined(separator: "\n")
        let scope = claim.scope.joined(separator: "/")
        let text = ["AWS4-HMAC-SHA256", date, scope, Hex.text(SHA256.hash(data: Array(canonical.utf8)))]
            .joined(separator: "\n")
        var key = Array("AWS4\(keys.secretAccessKey)".utf8)
        for part in claim.scope { key = mac(part, key) }
        return Hex.text(mac(text, key))
    }

    private func mac(_ text: String, _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    /// STS refuses a request that is more than a quarter of an hour off.
    private func isFresh(_ date: String, _ now: Date) -> Bool {
        let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        guard let signed = try? style.parse(date) else { return false }
        return abs(signed.timeIntervalSince(now)) <= 900
    }

    /// The `Authorization` header's parts.
    private struct Claim {
        let accessKeyId: String
        /// Date, region, service, `aws4_request`.
        let scope: [String]
        let signedHeaders: [String]
        let signature: String

        init?(_ authorization: String) {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0] == "AWS4-HMAC-SHA256" else { return nil }
            var fields: [String: String] = [:]
            for field in parts[1].split(separator: ",") {
                let pair = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { return nil }
                fields[String(pair[0])] = String(pair[1])
            }
            guard let credential = fields["Credential"]?.split(separator: "/").map(String.init), credential.count == 5,
                let names = fields["SignedHeaders"], let signature = fields["Signature"]
            else { return nil }
            accessKeyId = credential[0]
            scope = Array(credential.dropFirst())
            signedHeaders = names.split(separator: ";").map(String.init)
            self.signature = signature
        }
    }
}
