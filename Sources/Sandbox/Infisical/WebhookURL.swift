// SPDX-License-Identifier: MIT

import FoundationEssentials

/// The address of a webhook, as the server judges it. Names are not resolved.
struct WebhookURL {
    let host: String
    let port: Int
    let isTLS: Bool
    /// Path and query.
    let target: String
    let hasCredentials: Bool

    init?(_ text: String) {
        guard let parts = URLComponents(string: text), let host = parts.encodedHost, !host.isEmpty,
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme)
        else { return nil }
        isTLS = scheme == "https"
        self.host = host.lowercased()
        port = parts.port ?? (isTLS ? 443 : 80)
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        target = path + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
        hasCredentials = parts.user != nil || parts.password != nil
    }

    /// The host without the brackets of an IPv6 address.
    var address: String { host.filter { $0 != "[" && $0 != "]" } }

    /// Whether it is on the server's own machine or network: localhost, private, link-local and reserved addresses.
    var isInternal: Bool {
        if address == "localhost" || address.hasSuffix(".localhost") { return true }
        if address.contains(":") {
            return address == "::1" || address == "::"
                || ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { address.hasPrefix($0) }
        }
        let parts = address.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4, let first = parts[0], let second = parts[1] else { return false }
        switch (first, second) {
        case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127), (224..., _):
            return true
        default: return false
        }
    }
}
