// SPDX-License-Identifier: MIT

import FoundationEssentials

extension InfisicalEmulator {
    /// Whose access token the request has; nil: it is a ready one, which belongs to nobody.
    func authenticate(_ world: World) throws(InfisicalError) -> InfisicalState.Identity? {
        guard let token = request.bearer else { throw .unauthorized("Token missing") }
        if world.state.infisical.tokens.contains(where: { $0.isSame(as: token) }) { return nil }
        switch world.tokens.standing(of: token, now: now) {
        case .valid(let id):
            let identity = world.state.infisical.identities.first { $0.id.isSame(as: id) }
            guard let identity else { throw .unauthorized("You are not allowed to access this resource") }
            try checkAddress(identity)
            return identity
        case .expired: throw .token("Your token has expired. Please re-authenticate.")
        case .unknown:
            throw .token(
                "The provided access token is malformed. Please use a valid token or generate a new one and try again.")
        }
    }

    /// Serves a login.
    func login(_ world: inout World, method: String) throws(InfisicalError) -> Answer {
        let identity = try credentialHolder(&world, method)
        try checkAddress(identity)
        let ttl = world.state.infisical.tokenTTL
        let token = "st.\(identity.id).\(world.nextSerial())"
        world.tokens.issue(token, to: identity.id, expires: ttl == 0 ? nil : now + TimeInterval(ttl))
        return .json([
            "accessToken": .string(token), "expiresIn": .int(ttl), "accessTokenMaxTTL": .int(max(ttl, 2_592_000)),
            "tokenType": "Bearer",
        ])
    }

    private func credentialHolder(
        _ world: inout World, _ method: String
    ) throws(InfisicalError) -> InfisicalState.Identity {
        let body = try body()
        let state = world.state.infisical
        switch method {
        case "universal-auth":
            let id = try body.required("clientId")
            let secret = try body.required("clientSecret")
            let holder = state.identities.first { identity in
                identity.universalAuth.map { $0.clientId.isSame(as: id) && $0.clientSecret.isSame(as: secret) } ?? false
            }
            guard state.locksOut else {
                guard let holder else { throw .unauthorized("Invalid credentials") }
                return holder
            }
            guard !world.lockouts.isLocked(id, now) else {
                throw .unauthorized("This identity auth method is temporarily locked, please try again later")
            }
            world.lockouts.note(id, isRefused: holder == nil, now)
            guard let holder else { throw .unauthorized("Invalid credentials") }
            return holder
        case "kubernetes-auth", "oidc-auth", "jwt-auth", "gcp-auth", "azure-auth":
            let identity = try identity(body, state)
            let jwt = try body.required("jwt")
            guard identity.jwts.contains(where: { $0.method == method && $0.jwt.isSame(as: jwt) }) else {
                throw .unauthorized("Access denied: the token was not accepted")
            }
            return identity
        case "aws-auth":
            let identity = try identity(body, state)
            guard let keys = identity.aws, try CallerIdentityLogin(body).isSigned(with: keys, now: now) else {
                throw .unauthorized("Access denied: STS did not accept the signed request")
            }
            return identity
        default: throw .unknownRoute(request)
        }
    }

    private func identity(
        _ body: JSONValue, _ state: InfisicalState
    ) throws(InfisicalError) -> InfisicalState.Identity {
        let id = try body.required("identityId")
        guard let identity = state.identities.first(where: { $0.id.isSame(as: id) }) else {
            throw .notFound("Auth method not found for identity, did you configure it?")
        }
        return identity
    }

    private func checkAddress(_ identity: InfisicalState.Identity) throws(InfisicalError) {
        guard identity.addressAllowed else {
            throw .forbidden("You are not allowed to access this resource from the current IP address")
        }
    }

    func body() throws(InfisicalError) -> JSONValue {
        guard let json = request.json, case .object = json else {
            throw .badRequest("Body is not valid JSON but content-type is set to 'application/json'")
        }
        return json
    }
}

extension JSONValue {
    /// A member that must be a string.
    func required(_ member: String) throws(InfisicalError) -> String {
        guard let value = self[member]?.string else { throw .validation([(member, "Required")]) }
        return value
    }
}
