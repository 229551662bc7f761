// SPDX-License-Identifier: MIT

extension InfisicalState {
    package struct Project: Codable, Sendable, Equatable {
        package var id: String
        package var name: String
        package var slug: String
        package var environments: [Environment]

        /// Creates a project; name and slug are the id unless given.
        package init(id: String, name: String? = nil, slug: String? = nil, environments: [Environment] = []) {
            self.id = id
            self.name = name ?? id
            self.slug = slug ?? id
            self.environments = environments
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                slug: try container.decodeIfPresent(String.self, forKey: .slug),
                environments: try container.value(.environments, default: []))
        }
    }

    package struct Environment: Codable, Sendable, Equatable {
        package var slug: String
        package var name: String
        /// Whether changes wait for an approval: the answer is 200 and nothing has changed.
        package var hasApprovalPolicy: Bool
        /// The folders. `/` always exists, and so does every folder above one that is listed.
        package var folders: [Folder]

        /// Creates an environment; the name is the slug unless given.
        package init(slug: String, name: String? = nil, hasApprovalPolicy: Bool = false, folders: [Folder] = []) {
            self.slug = slug
            self.name = name ?? slug
            self.hasApprovalPolicy = hasApprovalPolicy
            self.folders = folders
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                slug: try container.decode(String.self, forKey: .slug),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                hasApprovalPolicy: try container.value(.hasApprovalPolicy, default: false),
                folders: try container.value(.folders, default: []))
        }
    }

    package struct Folder: Codable, Sendable, Equatable {
        /// The path: `/`, `/a/b`.
        package var path: String
        /// The folder's own secrets.
        package var secrets: [Secret]
        /// The folder's imports, in order: a later one wins over an earlier one.
        package var imports: [Import]

        package init(path: String, secrets: [Secret] = [], imports: [Import] = []) {
            self.path = path
            self.secrets = secrets
            self.imports = imports
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                path: try container.value(.path, default: "/"),
                secrets: try container.list(.secrets) { Secret($0, $1) },
                imports: try container.value(.imports, default: []))
        }
    }

    /// An import of another folder of the same project.
    package struct Import: Codable, Sendable, Equatable {
        /// The slug of the environment that is imported from.
        package var environment: String
        package var path: String

        package init(environment: String, path: String) {
            self.environment = environment
            self.path = path
        }
    }
}
