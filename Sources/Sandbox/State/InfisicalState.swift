// SPDX-License-Identifier: MIT

/// The Infisical side of the sandbox.
package struct InfisicalState: Codable, Sendable {
    /// What a list request with `viewSecretValue=true` answers about secrets whose `isHidden` is set.
    package enum HiddenSecrets: String, Codable, Sendable {
        /// They are listed with `secretValueHidden` and `<hidden-by-infisical>` in place of the value.
        case masked
        /// 403 when the folder asked for holds one; left out silently from imports and subfolders.
        case refused
    }

    /// The name under which the list routes take the wish for imports.
    package enum ImportsParameter: String, Codable, Sendable {
        /// `include_imports` or `includeImports`.
        case either
        /// `include_imports` only.
        case snakeCase
        /// `includeImports` only.
        case camelCase
    }

    /// What an imported secret carries beside what it is for; versions of the server differ.
    package enum ImportedSecrets: String, Codable, Sendable {
        /// Its version, and neither dates nor tags.
        case withVersion
        /// None of these.
        case withoutVersion
        /// All that it carries in its own folder.
        case everything
    }

    /// What the routes on webhooks grant a machine identity; versions of the server differ.
    package enum WebhookRoutes: String, Codable, Sendable {
        case all
        /// There is no route that reads a single one.
        case withoutReadOfOne
        /// Every request of an identity is refused with 403: before pull request 6818.
        case refusingIdentities
    }

    /// Machine identities that may log in.
    package var identities: [Identity]
    /// Access tokens that are valid without a login and never expire.
    package var tokens: [String]
    /// Life of the tokens that a login gives, in seconds; 0 means without end.
    package var tokenTTL: Int
    package var projects: [Project]
    /// A server from before v4: `/api/v4/...` is an unknown route.
    package var legacyOnly: Bool
    /// How hidden secrets are answered.
    package var hiddenSecrets: HiddenSecrets
    /// Which spelling of the imports parameter the server knows.
    package var importsParameter: ImportsParameter
    package var importedSecrets: ImportedSecrets
    /// What `GET /api/v1/secret-syncs/render` lists, as the API's own JSON; each has a `projectId`.
    package var secretSyncs: [JSONValue]
    package var webhooks: [Webhook]
    package var webhookRoutes: WebhookRoutes
    /// Whether a webhook may lead to the server's own machine or network, as the sandbox's do.
    package var allowsInternalAddresses: Bool
    /// The permissions that no caller has: `webhooks:create`, `secret-syncs:read`, `secrets:edit`...
    package var denied: [String]
    /// Whether three refused universal-auth logins within 30 s lock a client id for 300 s.
    package var locksOut: Bool

    package init(
        identities: [Identity] = [], tokens: [String] = [], tokenTTL: Int = 2_592_000, projects: [Project] = [],
        legacyOnly: Bool = false, hiddenSecrets: HiddenSecrets = .masked,
        importsParameter: ImportsParameter = .either, importedSecrets: ImportedSecrets = .withVersion,
        secretSyncs: [JSONValue] = [], webhooks: [Webhook] = [], webhookRoutes: WebhookRoutes = .all,
        allowsInternalAddresses: Bool = true, denied: [String] = [], locksOut: Bool = true
    ) {
        self.identities = identities
        self.tokens = tokens
        self.tokenTTL = tokenTTL
        self.projects = projects
        self.legacyOnly = legacyOnly
        self.hiddenSecrets = hiddenSecrets
        self.importsParameter = importsParameter
        self.importedSecrets = importedSecrets
        self.secretSyncs = secretSyncs
        self.webhooks = webhooks
        self.webhookRoutes = webhookRoutes
        self.allowsInternalAddresses = allowsInternalAddresses
        self.denied = denied
        self.locksOut = locksOut
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            identities: try container.value(.identities, default: []),
            tokens: try container.value(.tokens, default: []),
            tokenTTL: try container.value(.tokenTTL, default: 2_592_000),
            projects: try container.value(.projects, default: []),
            legacyOnly: try container.value(.legacyOnly, default: false),
            hiddenSecrets: try container.value(.hiddenSecrets, default: .masked),
            importsParameter: try container.value(.importsParameter, default: .either),
            importedSecrets: try container.value(.importedSecrets, default: .withVersion),
            secretSyncs: try container.value(.secretSyncs, default: []),
            webhooks: try container.value(.webhooks, default: []),
            webhookRoutes: try container.value(.webhookRoutes, default: .all),
            allowsInternalAddresses: try container.value(.allowsInternalAddresses, default: true),
            denied: try container.value(.denied, default: []),
            locksOut: try container.value(.locksOut, default: true))
    }
}
