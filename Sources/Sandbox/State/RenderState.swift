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

    /// A workspace.
    package struct Owner: Codable, Sendable {
        package enum Kind: String, Codable, Sendable {
            case user, team
        }

        package var id: String
        package var name: String
        package var email: String
        package var type: Kind

        package init(
            id: String, name: String? = nil, email: String = "ann@example.com", type: Kind = .team
        ) {
            self.id = id
            self.name = name ?? id
            self.email = email
            self.type = type
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                email: try container.value(.email, default: "ann@example.com"),
                type: try container.value(.type, default: .team))
        }
    }

    /// How `GET /env-groups` lists.
    package enum GroupList: String, Codable, Sendable {
        /// Each group with a cursor, as Infisical's client reads it.
        case withCursors
        /// Groups alone, as the definition has it.
        case bare
    }

    package var apiKeys: [APIKey]
    package var owners: [Owner]
    package var services: [Service]
    package var envGroups: [EnvGroup]
    /// The deploys made so far, in order.
    package var deploys: [Deploy]
    package var groupList: GroupList
    /// Whether errors have an `id` beside their message.
    package var errorsHaveIds: Bool

    package init(
        apiKeys: [APIKey] = [], owners: [Owner] = [Owner(id: "tea-sandbox", name: "sandbox")], services: [Service] = [],
        envGroups: [EnvGroup] = [], deploys: [Deploy] = [],
        groupList: GroupList = .withCursors, errorsHaveIds: Bool = false
    ) {
        self.apiKeys = apiKeys
        self.owners = owners
        self.services = services
        self.envGroups = envGroups
        self.deploys = deploys
        self.groupList = groupList
        self.errorsHaveIds = errorsHaveIds
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            apiKeys: try container.value(.apiKeys, default: []),
            owners: try container.value(.owners, default: [Owner(id: "tea-sandbox", name: "sandbox")]),
            services: try container.value(.services, default: []),
            envGroups: try container.value(.envGroups, default: []),
            deploys: try container.value(.deploys, default: []),
            groupList: try container.value(.groupList, default: .withCursors),
            errorsHaveIds: try container.value(.errorsHaveIds, default: false))
    }
}
