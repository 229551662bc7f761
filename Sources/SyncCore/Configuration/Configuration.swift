// SPDX-License-Identifier: MIT

/// A whole, valid configuration.
public struct Configuration: Sendable {
    /// The syncs, in the order of `RENDER_SYNCS`.
    public var syncs: [SyncConfiguration]
    /// How Infisical is reached.
    public var infisical: InfisicalConfiguration
    /// Render's API base.
    public var renderURL: BaseURL
    /// Run-wide limits.
    public var limits: Limits

    /// Takes all parts.
    public init(
        syncs: [SyncConfiguration], infisical: InfisicalConfiguration, renderURL: BaseURL, limits: Limits = Limits()
    ) {
        self.syncs = syncs
        self.infisical = infisical
        self.renderURL = renderURL
        self.limits = limits
    }

    /// Run-wide limits of time, and what they are measured against.
    public struct Limits: Sendable, Equatable {
        /// How old, or how far ahead, a signature may be.
        public var signatureTolerance = Duration.seconds(300)
        /// When `serve` answers for a push that is still running. Infisical itself gives up after 15 s.
        public var respondWithin = Duration.seconds(10)
        /// The time of one push.
        public var timeout = Duration.seconds(600)
        /// The queue that `serve` is behind.
        public var queue: QueueKind?

        /// All defaults.
        public init() {}
    }
}

/// Infisical's address and the way to a token.
public struct InfisicalConfiguration: Sendable {
    /// Where a keyless method's token comes from.
    public enum JWTSource: Sendable, Equatable {
        /// The token itself.
        case value(Secret)
        /// A file that the platform renews: read at each login.
        case file(String)
        /// The platform's metadata service: asked at each login.
        case platform(PlatformToken)
    }

    /// How a token is had.
    public enum Authentication: Sendable, Equatable {
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
    public var domain: BaseURL
    /// The way to a token.
    public var authentication: Authentication

    /// Takes both.
    public init(domain: BaseURL, authentication: Authentication) {
        self.domain = domain
        self.authentication = authentication
    }
}
