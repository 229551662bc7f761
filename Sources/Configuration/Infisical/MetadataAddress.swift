// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

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
        guard let (scheme, host) = BaseURL.schemeAndHost(of: text), scheme == "https" || Self.isNear(host) else {
            return nil
        }
        description = text
    }

    /// The address with a path behind it.
    func appending(_ path: String) -> String {
        (description.hasSuffix("/") ? String(description.dropLast()) : description) + path
    }

    private static func isNear(_ host: String) -> Bool {
        if Loopback.contains(host) || known.contains(Loopback.unbracketed(host)) { return true }
        return Loopback.octets(host)?.prefix(2) == [169, 254]
    }
}
