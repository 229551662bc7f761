// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

/// Infisical's address and the way to a token.
package struct InfisicalConfiguration: Sendable {
    /// Names a PEM file with the authorities that are trusted for Infisical, and for nothing else.
    package static let authoritiesVariable = "INFISICAL_CA_BUNDLE"

    /// Where a keyless method's token comes from.
    package enum JWTSource: Sendable, Equatable {
        /// The token itself.
        case value(Secret)
        /// A file that the platform renews: read at each login.
        case file(String)
        /// The platform's metadata service: asked at each login.
        case platform(PlatformToken)
    }

    /// How a token is obtained.
    package enum Authentication: Sendable, Equatable {
        /// `INFISICAL_TOKEN`: nothing to log in with.
        case token(Secret)
        /// A client id and its secret.
        case universal(clientID: Secret, clientSecret: Secret)
        /// An identity and a token that the platform signed, sent to `/api/v1/auth/<endpoint>/login`.
        case jwt(endpoint: String, identityID: String, source: JWTSource)
        /// An identity and a request to AWS's STS, signed with the keys of the role that the workload runs as.
        case aws(identityID: String, AWSIdentity)
    }

    /// The base URL, without `/api`.
    package var domain: BaseURL
    /// The way to a token.
    package var authentication: Authentication

    package init(domain: BaseURL, authentication: Authentication) {
        self.domain = domain
        self.authentication = authentication
    }
}
