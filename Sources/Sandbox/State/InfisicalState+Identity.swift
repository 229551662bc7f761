// SPDX-License-Identifier: MIT

extension InfisicalState {
    /// A machine identity and the ways in which it may log in.
    package struct Identity: Codable, Sendable {
        package struct UniversalAuth: Codable, Sendable {
            package var clientId: String
            package var clientSecret: String

            package init(clientId: String, clientSecret: String) {
                self.clientId = clientId
                self.clientSecret = clientSecret
            }
        }

        /// A token of another issuer, accepted as it stands.
        package struct JWT: Codable, Sendable {
            /// The method as in the login path: `kubernetes-auth`, `oidc-auth`, `jwt-auth`, `gcp-auth`, `azure-auth`.
            package var method: String
            package var jwt: String

            package init(method: String, jwt: String) {
                self.method = method
                self.jwt = jwt
            }
        }

        /// AWS keys; the sandbox plays STS and verifies the signature of the login with them.
        package struct AWS: Codable, Sendable {
            package var accessKeyId: String
            package var secretAccessKey: String
            /// The session token of temporary keys.
            package var sessionToken: String?

            package init(accessKeyId: String, secretAccessKey: String, sessionToken: String? = nil) {
                self.accessKeyId = accessKeyId
                self.secretAccessKey = secretAccessKey
                self.sessionToken = sessionToken
            }
        }

        package var id: String
        package var universalAuth: UniversalAuth?
        package var jwts: [JWT]
        package var aws: AWS?
        /// The ids of the projects that it is a member of; nil: all.
        package var projects: [String]?
        /// False: every login and request is refused with 403, as from an address that is not allowed.
        package var addressAllowed: Bool

        package init(
            id: String, universalAuth: UniversalAuth? = nil, jwts: [JWT] = [], aws: AWS? = nil,
            projects: [String]? = nil, addressAllowed: Bool = true
        ) {
            self.id = id
            self.universalAuth = universalAuth
            self.jwts = jwts
            self.aws = aws
            self.projects = projects
            self.addressAllowed = addressAllowed
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                universalAuth: try container.decodeIfPresent(UniversalAuth.self, forKey: .universalAuth),
                jwts: try container.value(.jwts, default: []),
                aws: try container.decodeIfPresent(AWS.self, forKey: .aws),
                projects: try container.decodeIfPresent([String].self, forKey: .projects),
                addressAllowed: try container.value(.addressAllowed, default: true))
        }
    }
}
