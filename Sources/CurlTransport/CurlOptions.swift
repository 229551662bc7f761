// SPDX-License-Identifier: MIT

/// What every call of a transport has in common.
package struct CurlOptions: Sendable {
    /// The most bytes an answer's body may have.
    package static let responseBound = 32 << 20

    /// A PEM file of certificate authorities to trust instead of the system's.
    package var certificateAuthorities: String?
    /// Sent as `User-Agent`.
    package var userAgent: String

    package init(certificateAuthorities: String? = nil, userAgent: String = "render-sync") {
        self.certificateAuthorities = certificateAuthorities
        self.userAgent = userAgent
    }

    /// libcurl does not read these variables itself: the curl program does, in this order.
    package static func certificateAuthorities(in environment: [String: String]) -> String? {
        ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
}
