// SPDX-License-Identifier: MIT

/// What every call of a transport has in common.
package struct CurlOptions: Sendable {
    /// The most bytes that an API's response may have.
    package static let responseBound = 32 << 20
    /// The most bytes that are read of an error's body.
    package static let errorBound = 64 << 10
    /// The most bytes that a response's headers may have.
    static let headerBound = 256 << 10

    /// A PEM file of certificate authorities to trust instead of the system's.
    package var certificateAuthorities: String?
    /// The variable that names the file, for messages.
    package var certificateVariable: String?
    /// Sent as `User-Agent`.
    package var userAgent: String
    /// The most bytes that a response's body may have here.
    package var bound = Self.responseBound

    package init(certificateAuthorities: String? = nil, userAgent: String = "render-sync") {
        self.certificateAuthorities = certificateAuthorities
        self.userAgent = userAgent
    }

    /// libcurl does not read these variables itself: the curl program does, in this order.
    package init(environment: [String: String], userAgent: String) {
        self.init(userAgent: userAgent)
        for variable in ["CURL_CA_BUNDLE", "SSL_CERT_FILE"] {
            guard let file = environment[variable], !file.isEmpty else { continue }
            certificateAuthorities = file
            certificateVariable = variable
            return
        }
    }
}
