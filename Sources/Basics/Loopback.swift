// SPDX-License-Identifier: MIT

/// Addresses of this machine.
package enum Loopback {
    /// Whether the host, as a URL writes it, is this machine.
    package static func contains(_ host: String) -> Bool {
        let host = unbracketed(host)
        return host == "localhost" || host == "::1" || octets(host)?.first == 127
    }

    /// A host in lower case, an IPv6 address without its brackets.
    package static func unbracketed(_ host: String) -> String {
        let host = host.lowercased()
        return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// The four numbers of an IPv4 address in digits alone; nil for any other text, such as `127.+0.+0.+1`.
    package static func octets(_ host: String) -> [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { WholeNumber.read(String($0)).flatMap { UInt8(exactly: $0) } }
        return parts.count == 4 && octets.count == 4 ? octets : nil
    }
}
