// SPDX-License-Identifier: MIT

import FoundationEssentials

/// The access tokens that logins gave.
struct IssuedTokens: Sendable {
    private struct Token: Sendable {
        var identityId: String
        var expires: Date?
    }

    enum Standing {
        case valid(identityId: String)
        case expired
        case unknown
    }

    private var tokens: [String: Token] = [:]

    mutating func issue(_ token: String, to identityId: String, expires: Date?) {
        tokens[token] = Token(identityId: identityId, expires: expires)
    }

    mutating func expireAll() {
        for key in tokens.keys { tokens[key]?.expires = .distantPast }
    }

    func standing(of token: String, now: Date) -> Standing {
        guard let known = tokens[token] else { return .unknown }
        if let expires = known.expires, expires <= now { return .expired }
        return .valid(identityId: known.identityId)
    }
}
