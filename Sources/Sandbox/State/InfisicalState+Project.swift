// SPDX-License-Identifier: MIT

extension InfisicalState {
    /// A project.
    public struct Project: Codable, Sendable {
        /// The project's id.
        public var id: String
        /// The project's name.
        public var name: String
        /// The project's slug.
        public var slug: String
        /// Its environments.
        public var environments: [Environment]

        /// Creates a project; name and slug are the id unless given.
        public init(id: String, name: String? = nil, slug: String? = nil, environments: [Environment] = []) {
            self.id = id
            self.name = name ?? id
            self.slug = slug ?? id
            self.environments = environments
        }

        /// Decodes the JSON form, with defaults for what is absent.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                slug: try container.decodeIfPresent(String.self, forKey: .slug),
                environments: try container.value(.environments, default: []))
        }
    }

    /// An environment of a project.
    public struct Environment: Codable, Sendable {
        /// The slug, by which requests name it.
        public var slug: String
        /// The name.
        public var name: String
        /// Whether changes wait for an approval: the answer is 200 and nothing has changed.
        public var hasApprovalPolicy: Bool
        /// The folders. `/` always exists, and so does every folder above one that is listed.
        public var folders: [Folder]

        /// Creates an environment; the name is the slug unless given.
        public init(slug: String, name: String? = nil, hasApprovalPolicy: Bool = false, folders: [Folder] = []) {
            self.slug = slug
            self.name = name ?? slug
            self.hasApprovalPolicy = hasApprovalPolicy
            self.folders = folders
        }

        /// Decodes the JSON form, with defaults for what is absent.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                slug: try container.decode(String.self, forKey: .slug),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                hasApprovalPolicy: try container.value(.hasApprovalPolicy, default: false),
                folders: try container.value(.folders, default: []))
        }
    }

    /// A folder of an environment.
    public struct Folder: Codable, Sendable {
        /// The path: `/`, `/a/b`.
        public var path: String
        /// The folder's own secrets.
        public var secrets: [Secret]
        /// The folder's imports, in order: a later one wins over an earlier one.
        public var imports: [Import]

        /// Creates a folder.
        public init(path: String, secrets: [Secret] = [], imports: [Import] = []) {
            self.path = path
            self.secrets = secrets
            self.imports = imports
        }

        /// Decodes the JSON form, with defaults for what is absent.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                path: try container.value(.path, default: "/"),
                secrets: try container.list(.secrets) { Secret($0, $1) },
                imports: try container.value(.imports, default: []))
        }
    }

    /// An import of another folder of the same project.
    public struct Import: Codable, Sendable {
        /// The slug of the environment that is imported from.
        public var environment: String
        /// The path that is imported.
        public var path: String

        /// Creates an import.
        public init(environment: String, path: String) {
            self.environment = environment
            self.path = path
        }
    }
}
