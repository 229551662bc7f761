// SPDX-License-Identifier: MIT

extension RenderState {
    /// A service.
    public struct Service: Codable, Sendable {
        /// What a service is, as the API spells it.
        public enum Kind: String, Codable, Sendable, CaseIterable {
            /// A static site.
            case staticSite = "static_site"
            /// A web service.
            case webService = "web_service"
            /// A private service.
            case privateService = "private_service"
            /// A background worker.
            case backgroundWorker = "background_worker"
            /// A cron job.
            case cronJob = "cron_job"

            /// The short name, used in the links of an environment group.
            public var short: String {
                switch self {
                case .staticSite: "static"
                case .webService: "web"
                case .privateService: "pserv"
                case .backgroundWorker: "worker"
                case .cronJob: "cron"
                }
            }
        }

        /// The id: `srv-...`.
        public var id: String
        /// The name.
        public var name: String
        /// The kind.
        public var type: Kind
        /// The owner.
        public var ownerId: String
        /// The service's own variables, without those of linked groups.
        public var envVars: [EnvVar]
        /// The service's own secret files.
        public var secretFiles: [SecretFile]
        /// Whether it is suspended: a deploy is refused.
        public var suspended: Bool

        /// Creates a service; the name is the id unless given.
        public init(
            id: String, name: String? = nil, type: Kind = .webService, ownerId: String = "tea-sandbox",
            envVars: [EnvVar] = [], secretFiles: [SecretFile] = [], suspended: Bool = false
        ) {
            self.id = id
            self.name = name ?? id
            self.type = type
            self.ownerId = ownerId
            self.envVars = envVars
            self.secretFiles = secretFiles
            self.suspended = suspended
        }

        /// Decodes the JSON form, with defaults for what is absent.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                type: try container.value(.type, default: .webService),
                ownerId: try container.value(.ownerId, default: "tea-sandbox"),
                envVars: try container.list(.envVars) { EnvVar($0, $1) },
                secretFiles: try container.list(.secretFiles) { SecretFile($0, $1) },
                suspended: try container.value(.suspended, default: false))
        }
    }
}
