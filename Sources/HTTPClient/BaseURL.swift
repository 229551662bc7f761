// SPDX-License-Identifier: MIT

import Basics
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
    /// The host in lower case, an IPv6 address without its brackets.
    package let host: String
    /// Whether the host is this machine.
    package var isLoopback: Bool { Loopback.contains(host) }

    /// Reads a base URL. Plain `http` is for loopback, or where it is allowed expressly. The scheme is kept in lower
    /// case: libcurl's rules for proxies look at it.
    package init(_ text: String, allowHTTP: Bool = false) throws(BaseURLError) {
        guard let (scheme, host) = Self.schemeAndHost(of: text) else { throw .malformed }
        guard scheme == "https" || allowHTTP || Loopback.contains(host) else { throw .plainHTTP }
        self.init(text: scheme + String(text.dropFirst(scheme.count)), host: Loopback.unbracketed(host))
    }

    /// The scheme in lower case, and the host. Nil for what is no `http` or `https` address, or has more than a host, a
    /// port and a path: credentials, a query or a fragment.
    package static func schemeAndHost(of text: String) -> (scheme: String, host: String)? {
        guard let components = URLComponents(string: text), let host = components.host, !host.isEmpty,
            let scheme = components.scheme?.lowercased(), scheme == "https" || scheme == "http",
            components.user == nil, components.password == nil, components.query == nil, components.fragment == nil,
            text.utf8.allSatisfy({ ASCII.isVisible($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return (scheme, host)
    }

    private init(text: String, host: String) {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        self.text = text
        self.host = host
    }

    package var description: String { text }

    /// The base without this end of its path.
    package func removing(_ end: String) -> BaseURL {
        endsIn(end) ? BaseURL(text: String(text.dropLast(end.count)), host: host) : self
    }

    /// The base with this end of its path.
    package func endingIn(_ end: String) -> BaseURL {
        endsIn(end) ? self : BaseURL(text: text + end, host: host)
    }

    /// Looks at the path alone: a host may be called api too.
    private func endsIn(_ end: String) -> Bool { URLComponents(string: text)?.path.hasSuffix(end) == true }

    /// An address below the base; every segment, name and value is percent-encoded.
    package func appending(_ segments: [String], query: [(name: String, value: String)] = []) -> String {
        var address = text
        for segment in segments { address += "/" + Self.percentEncoded(segment) }
        var separator = "?"
        for (name, value) in query {
            address += separator + Self.percentEncoded(name) + "=" + Self.percentEncoded(value)
            separator = "&"
        }
        return address
    }

    /// RFC 3986 2.3: only unreserved characters stand for themselves.
    package static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            if ASCII.isAlphanumeric(byte) || ("-._~" as StaticString).contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
