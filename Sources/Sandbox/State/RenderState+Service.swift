// SPDX-License-Identifier: MIT

extension RenderState {
    package struct Service: Codable, Sendable {
        /// What a service is, as the API spells it.
        package enum Kind: String, Codable, Sendable, CaseIterable {
            case staticSite = "static_site"
            case webService = "web_service"
            case privateService = "private_service"
            case backgroundWorker = "background_worker"
            case cronJob = "cron_job"

            /// The short name, used in the links of an environment group.
            package var short: String {
                switch self {
                case .staticSite: "static"
                case .webService: "web"
                case .privateService: "pserv"
                case .backgroundWorker: "worker"
                case .cronJob: "cron"
                }
            }
        }

        /// How a deploy that is accepted is answered.
        package enum DeployAnswer: String, Codable, Sendable {
            /// 201 with the deploy and its commit.
            case created
            /// 201 with the deploy; its commit is null.
            case createdWithoutCommit
            /// 202 with neither a body nor a content type.
            case queued
        }

        /// The id: `srv-...`.
        package var id: String
        package var name: String
        package var type: Kind
        package var ownerId: String
        /// The service's own variables, without those of linked groups.
        package var envVars: [EnvVar]
        package var secretFiles: [SecretFile]
        /// Whether it is suspended: a deploy is refused, writes of its variables are not.
        package var suspended: Bool
        package var deployAnswer: DeployAnswer
        package var normalization: Normalization
        /// What the next deploys go through, a list each; the last list serves all that follow.
        package var deployScripts: [[Deploy.Status]]
        /// The service that this one is a preview of.
        package var previewOf: String?

        package static let usualDeploys: [[Deploy.Status]] = [[.created, .buildInProgress, .updateInProgress, .live]]

        /// Creates a service; the name is the id unless given.
        package init(
            id: String, name: String? = nil, type: Kind = .webService, ownerId: String = "tea-sandbox",
            envVars: [EnvVar] = [], secretFiles: [SecretFile] = [], suspended: Bool = false,
            deployAnswer: DeployAnswer = .created, normalization: Normalization = .none,
            deployScripts: [[Deploy.Status]] = Self.usualDeploys, previewOf: String? = nil
        ) {
            self.id = id
            self.name = name ?? id
            self.type = type
            self.ownerId = ownerId
            self.envVars = envVars
            self.secretFiles = secretFiles
            self.suspended = suspended
            self.deployAnswer = deployAnswer
            self.normalization = normalization
            self.deployScripts = deployScripts
            self.previewOf = previewOf
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                type: try container.value(.type, default: .webService),
                ownerId: try container.value(.ownerId, default: "tea-sandbox"),
                envVars: try container.list(.envVars) { EnvVar($0, $1) },
                secretFiles: try container.list(.secretFiles) { SecretFile($0, $1) },
                suspended: try container.value(.suspended, default: false),
                deployAnswer: try container.value(.deployAnswer, default: .created),
                normalization: try container.value(.normalization, default: .none),
                deployScripts: try container.value(.deployScripts, default: Self.usualDeploys),
                previewOf: try container.decodeIfPresent(String.self, forKey: .previewOf))
        }
    }
}
