// SPDX-License-Identifier: MIT

extension InfisicalState {
    /// A machine identity and the ways in which it may log in.
    public struct Identity: Codable, Sendable {
        /// Universal auth.
        public struct UniversalAuth: Codable, Sendable {
            /// The client id.
            public var clientId: String
            /// The client secret.
            public var clientSecret: String

            /// Creates the pair.
            public init(clientId: String, clientSecret: String) {
                self.clientId = clientId
                self.clientSecret = clientSecret
            }
        }

        /// A token of another issuer, accepted as it stands.
        public struct JWT: Codable, Sendable {
            /// The method as in the login path: `kubernetes-auth`, `oidc-auth`, `jwt-auth`, `gcp-auth`, `azure-auth`.
            public var method: String
            /// The accepted token.
            public var jwt: String

            /// Accepts a token for a method.
            public init(method: String, jwt: String) {
                self.method = method
                self.jwt = jwt
            }
        }

        /// AWS keys; the sandbox plays STS and verifies the signature of the login with them.
        public struct AWS: Codable, Sendable {
            /// The access key id.
            public var accessKeyId: String
            /// The secret access key.
            public var secretAccessKey: String
            /// The session token of temporary keys.
            public var sessionToken: String?

            /// Creates the keys.
            public init(accessKeyId: String, secretAccessKey: String, sessionToken: String? = nil) {
                self.accessKeyId = accessKeyId
                self.secretAccessKey = secretAccessKey
                self.sessionToken = sessionToken
            }
        }

        /// The identity's id.
        public var id: String
        /// Universal auth, when it is configured.
        public var universalAuth: UniversalAuth?
        /// Tokens of other issuers.
        public var jwts: [JWT]
        /// AWS auth, when it is configured.
        public var aws: AWS?
        /// False: every login and request is refused with 403, as from an address that is not allowed.
        public var addressAllowed: Bool

        /// Creates an identity.
        public init(
            id: String, universalAuth: UniversalAuth? = nil, jwts: [JWT] = [], aws: AWS? = nil,
            addressAllowed: Bool = true
        ) {
            self.id = id
            self.universalAuth = universalAuth
            self.jwts = jwts
            self.aws = aws
            self.addressAllowed = addressAllowed
        }

        /// Decodes the JSON form, with defaults for what is absent.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                universalAuth: try container.decodeIfPresent(UniversalAuth.self, forKey: .universalAuth),
                jwts: try container.value(.jwts, default: []),
                aws: try container.decodeIfPresent(AWS.self, forKey: .aws),
                addressAllowed: try container.value(.addressAllowed, default: true))
        }
    }
}
