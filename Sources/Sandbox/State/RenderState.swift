// SPDX-License-Identifier: MIT

/// The Render side of the sandbox.
public struct RenderState: Codable, Sendable {
    /// An API key and the owner whose services and groups it may use.
    public struct APIKey: Codable, Sendable {
        /// The key.
        public var key: String
        /// The owner; nil: everything.
        public var ownerId: String?

        /// Creates an API key.
        public init(_ key: String, ownerId: String? = nil) {
            self.key = key
            self.ownerId = ownerId
        }
    }

    /// The API keys.
    public var apiKeys: [APIKey]
    /// The services.
    public var services: [Service]
    /// The environment groups.
    public var envGroups: [EnvGroup]
    /// The deploys made so far, in order.
    public var deploys: [Deploy]
    /// Whether a deploy is queued: the answer is 202 without a body instead of 201.
    public var queuesDeploys: Bool

    /// Creates the Render side.
    public init(
        apiKeys: [APIKey] = [], services: [Service] = [], envGroups: [EnvGroup] = [], deploys: [Deploy] = [],
        queuesDeploys: Bool = false
    ) {
        self.apiKeys = apiKeys
        self.services = services
        self.envGroups = envGroups
        self.deploys = deploys
        self.queuesDeploys = queuesDeploys
    }

    /// Decodes the JSON form, with defaults for what is absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            apiKeys: try container.value(.apiKeys, default: []),
            services: try container.value(.services, default: []),
            envGroups: try container.value(.envGroups, default: []),
            deploys: try container.value(.deploys, default: []),
            queuesDeploys: try container.value(.queuesDeploys, default: false))
    }
}
