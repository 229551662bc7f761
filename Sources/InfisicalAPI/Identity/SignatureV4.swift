// SPDX-License-Identifier: MIT

import Basics
import Configuration
import Crypto
import FoundationEssentials

/// AWS Signature Version 4 of a request without a query.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct SignatureV4 {
    private static let algorithm = "AWS4-HMAC-SHA256"

    let keys: AWSKeys
    let region: String
    let service: String
    /// The time of signing, in milliseconds since 1970.
    let unixMilliseconds: Int64

    /// The headers to send: those given, the date, the session token, and the signature of them all as `Authorization`.
    func headers(signing method: String, path: String, headers: [String: String], body: [UInt8]) -> [String: String] {
        var signed = headers
        signed["X-Amz-Date"] = date
        signed["X-Amz-Security-Token"] = keys.sessionToken?.exposed
        let lines = signed.map { (name: $0.key.lowercased(), value: Self.collapsed($0.value)) }.sorted {
            $0.name < $1.name
        }
        let names = lines.map(\.name).joined(separator: ";")
        let canonical =
            "\(method)\n\(path)\n\n" + lines.map { "\($0.name):\($0.value)\n" }.joined()
            + "\n\(names)\n\(Hexadecimal.text(SHA256.hash(data: body)))"
        let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
        let text = "\(Self.algorithm)\n\(date)\n\(scope)\n\(Hexadecimal.text(SHA256.hash(data: Array(canonical.utf8))))"
        signed["Authorization"] =
            "\(Self.algorithm) Credential=\(keys.accessKeyID.exposed)/\(scope), SignedHeaders=\(names), "
            + "Signature=\(signature(of: text))"
        return signed
    }

    private func signature(of text: String) -> String {
        var key = Array("AWS4\(keys.secretAccessKey.exposed)".utf8)
        for part in [String(date.prefix(8)), region, service, "aws4_request"] { key = Self.code(part, key) }
        return Hexadecimal.text(Self.code(text, key))
    }

    /// ISO 8601's basic form, in whole seconds.
    private var date: String {
        let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        return Date(timeIntervalSince1970: Double(unixMilliseconds / 1000)).formatted(style)
    }

    private static func code(_ text: String, _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    /// Without spaces at the ends, and with one for each run of them.
    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }
}
