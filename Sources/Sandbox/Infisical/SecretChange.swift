// SPDX-License-Identifier: MIT

import FoundationEssentials

/// What a write wants of one secret.
struct SecretChange {
    let key: String
    let newKey: String?
    let value: String?
    let comment: String?
    let type: InfisicalState.Secret.Kind
    let skipMultilineEncoding: Bool?

    init(_ key: String, _ item: JSONValue, method: String) throws(InfisicalError) {
        self.key = key
        newKey = item["newSecretName"]?.string
        // The SDKs send null for what the caller did not give.
        value = item["secretValue"]?.string.map(Self.trimmed)
        comment = item["secretComment"]?.string.map { Self.trimmed($0, keepsLineFeed: false) }
        type = item["type"]?.string == "personal" ? .personal : .shared
        skipMultilineEncoding = item["skipMultilineEncoding"]?.bool
        if method == "POST" {
            try Self.checkName(key)
            guard value != nil else { throw .validation([("secretValue", "Required")]) }
        }
        if let newKey { try Self.checkName(newKey) }
    }

    func apply(to secret: inout InfisicalState.Secret, at now: Date) {
        if let newKey { secret.key = newKey }
        if let value { secret.value = value }
        if let comment { secret.comment = comment }
        if let skipMultilineEncoding { secret.skipMultilineEncoding = skipMultilineEncoding }
        secret.changed(at: now)
    }

    private static func checkName(_ name: String) throws(InfisicalError) {
        guard !name.isEmpty, !name.utf8.contains(where: { " :/".utf8.contains($0) }) else {
            throw .validation([("secretKey", "Secret name cannot be empty or contain spaces, colons or slashes")])
        }
    }

    /// Without white space at both ends, as the server stores it; a trailing line feed is kept as one.
    private static func trimmed(_ value: String) -> String {
        trimmed(value, keepsLineFeed: true)
    }

    private static func trimmed(_ value: String, keepsLineFeed: Bool) -> String {
        let scalars = value.unicodeScalars
        // White space as trim() of JavaScript has it: with the byte order mark, without NEXT LINE.
        let isSpace = { (scalar: Unicode.Scalar) in
            (scalar.properties.isWhitespace && scalar != "\u{85}") || scalar == "\u{FEFF}"
        }
        let start = scalars.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }
        let core = end.map { String(start[...$0]) } ?? ""
        return keepsLineFeed && scalars.last == "\n" ? core + "\n" : core
    }
}
