// SPDX-License-Identifier: MIT

import FoundationEssentials

/// What is wrong with an API's base URL.
package enum BaseURLError: Error, Sendable, Equatable {
    /// Not of the form `https://host[:port][/path]`.
    case malformed
    /// Plain HTTP to a host that is not this machine.
    case plainHTTP
}

/// An API's base: scheme, host, port and path, without a trailing slash.
package struct BaseURL: Sendable, Equatable, CustomStringConvertible {
    private let text: String
    /// Whether the host is this machine.
    package let isLoopback: Bool

    /// Reads a base URL. Plain `http` is for loopback, or for whoever allows it expressly.
    package init(_ text: String, allowHTTP: Bool = false) throws(BaseURLError) {
        guard let components = URLComponents(string: text), let host = components.host, !host.isEmpty,
            let scheme = components.scheme?.lowercased(), scheme == "https" || scheme == "http",
            components.user == nil, components.password == nil, components.query == nil, components.fragment == nil,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { throw .malformed }
        isLoopback = Self.isLoopback(host)
        guard scheme == "https" || allowHTTP || isLoopback else { throw .plainHTTP }
        var trimmed = text[...]
        while trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
        self.text = String(trimmed)
    }

    package var description: String { text }

    /// The base without a trailing `/api`, as the Infisical CLI accepts both.
    package func removingAPISuffix() throws(BaseURLError) -> BaseURL {
        // A host may be called api too.
        guard URLComponents(string: text)?.path.hasSuffix("/api") == true else { return self }
        return try BaseURL(String(text.dropLast(4)), allowHTTP: true)
    }

    /// An address below the base; every segment, name and value is percent-encoded.
    package func appending(_ segments: [String], query: [(name: String, value: String)] = []) -> String {
        let path = segments.map { "/" + Self.percentEncoded($0) }.joined()
        let pairs = query.map { Self.percentEncoded($0.name) + "=" + Self.percentEncoded($0.value) }
        return text + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// RFC 3986 2.3: only unreserved characters stand for themselves.
    package static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += (byte < 16 ? "%0" : "%") + hex
            }
        }
        return result
    }

    private static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }
}
