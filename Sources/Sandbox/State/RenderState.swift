// SPDX-License-Identifier: MIT

/// The Render side of the sandbox.
package struct RenderState: Codable, Sendable {
    package struct APIKey: Codable, Sendable {
        package var key: String
        /// The owner; nil: everything.
        package var ownerId: String?

        package init(_ key: String, ownerId: String? = nil) {
            self.key = key
            self.ownerId = ownerId
        }
    }

    package var apiKeys: [APIKey]
    package var services: [Service]
    package var envGroups: [EnvGroup]
    /// The deploys made so far, in order.
    package var deploys: [Deploy]
    /// Whether errors have an `id` beside their message.
    package var errorsHaveIds: Bool

    package init(
        apiKeys: [APIKey] = [], services: [Service] = [], envGroups: [EnvGroup] = [], deploys: [Deploy] = [],
        errorsHaveIds: Bool = false
    ) {
        self.apiKeys = apiKeys
        self.services = services
        self.envGroups = envGroups
        self.deploys = deploys
        self.errorsHaveIds = errorsHaveIds
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            apiKeys: try container.value(.apiKeys, default: []),
            services: try container.value(.services, default: []),
            envGroups: try container.value(.envGroups, default: []),
            deploys: try container.value(.deploys, default: []),
            errorsHaveIds: try container.value(.errorsHaveIds, default: false))
    }
}
