// SPDX-License-Identifier: MIT

import FoundationEssentials

/// The address of a platform's own credentials service: on this machine or on its link, where plain `http` tells nobody
/// else, or anywhere over `https`.
package struct MetadataAddress: Sendable, Equatable, CustomStringConvertible {
    /// The address as it was given.
    package let description: String

    /// Names and addresses beyond the loopback and link-local ranges that lead to a metadata service and no further:
    /// Google's name, and the IPv6 addresses of EC2, EKS Pod Identity and Google.
    private static let known: Set = [
        "metadata.google.internal", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254",
    ]

    /// Nil for anything but `http` to this machine or its link, and `https`; without credentials, query or fragment.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            let components = URLComponents(string: text), let host = components.host, !host.isEmpty,
            components.user == nil, components.password == nil, components.query == nil, components.fragment == nil
        else { return nil }
        switch components.scheme?.lowercased() {
        case "https": break
        case "http" where Self.isNear(host): break
        default: return nil
        }
        description = text
    }

    /// The address with a path behind it.
    func appending(_ path: String) -> String {
        (description.hasSuffix("/") ? String(description.dropLast()) : description) + path
    }

    private static func isNear(_ host: String) -> Bool {
        var host = host.lowercased()[...]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        if host == "localhost" || host == "::1" || known.contains(String(host)) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt8(part) : nil
        }
        guard parts.count == 4, octets.count == 4 else { return false }
        return octets[0] == 127 || (octets[0] == 169 && octets[1] == 254)
    }
}
