// SPDX-License-Identifier: MIT

extension RenderState {
    package struct EnvGroup: Codable, Sendable {
        /// The id: `evg-...`.
        package var id: String
        package var name: String
        package var ownerId: String
        package var envVars: [EnvVar]
        package var secretFiles: [SecretFile]
        package var serviceLinks: [String]
        package var normalization: Normalization
        /// When the group was made, in seconds since 1970.
        package var createdAt: Int
        /// When the group was last changed, in seconds since 1970.
        package var updatedAt: Int

        /// Creates a group; the name is the id unless given.
        package init(
            id: String, name: String? = nil, ownerId: String = "tea-sandbox", envVars: [EnvVar] = [],
            secretFiles: [SecretFile] = [], serviceLinks: [String] = [], normalization: Normalization = .none,
            createdAt: Int = 1_767_225_600,
            updatedAt: Int = 1_767_225_600
        ) {
            self.id = id
            self.name = name ?? id
            self.ownerId = ownerId
            self.envVars = envVars
            self.secretFiles = secretFiles
            self.serviceLinks = serviceLinks
            self.normalization = normalization
            self.createdAt = createdAt
            self.updatedAt = updatedAt
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                ownerId: try container.value(.ownerId, default: "tea-sandbox"),
                envVars: try container.list(.envVars) { EnvVar($0, $1) },
                secretFiles: try container.list(.secretFiles) { SecretFile($0, $1) },
                serviceLinks: try container.value(.serviceLinks, default: []),
                normalization: try container.value(.normalization, default: .none),
                createdAt: try container.value(.createdAt, default: 1_767_225_600),
                updatedAt: try container.value(.updatedAt, default: 1_767_225_600))
        }
    }
}
