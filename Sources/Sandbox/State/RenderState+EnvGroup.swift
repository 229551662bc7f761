// SPDX-License-Identifier: MIT

extension RenderState {
    /// An environment group.
    public struct EnvGroup: Codable, Sendable {
        /// The id: `evg-...`.
        public var id: String
        /// The name.
        public var name: String
        /// The owner.
        public var ownerId: String
        /// The variables.
        public var envVars: [EnvVar]
        /// The secret files.
        public var secretFiles: [SecretFile]
        /// The ids of the linked services.
        public var serviceLinks: [String]
        /// When the group was made, in seconds since 1970.
        public var createdAt: Int
        /// When the group was last changed, in seconds since 1970.
        public var updatedAt: Int

        /// Creates a group; the name is the id unless given.
        public init(
            id: String, name: String? = nil, ownerId: String = "tea-sandbox", envVars: [EnvVar] = [],
            secretFiles: [SecretFile] = [], serviceLinks: [String] = [], createdAt: Int = 1_767_225_600,
            updatedAt: Int = 1_767_225_600
        ) {
            self.id = id
            self.name = name ?? id
            self.ownerId = ownerId
            self.envVars = envVars
            self.secretFiles = secretFiles
            self.serviceLinks = serviceLinks
            self.createdAt = createdAt
            self.updatedAt = updatedAt
        }

        /// Decodes the JSON form, with defaults for what is absent.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                ownerId: try container.value(.ownerId, default: "tea-sandbox"),
                envVars: try container.list(.envVars) { EnvVar($0, $1) },
                secretFiles: try container.list(.secretFiles) { SecretFile($0, $1) },
                serviceLinks: try container.value(.serviceLinks, default: []),
                createdAt: try container.value(.createdAt, default: 1_767_225_600),
                updatedAt: try container.value(.updatedAt, default: 1_767_225_600))
        }
    }
}
