// SPDX-License-Identifier: MIT

import FoundationEssentials

extension InfisicalState {
    package struct Webhook: Codable, Sendable {
        package enum Kind: String, Codable, Sendable {
            case general, slack
            case teams = "microsoft-teams"
        }

        package enum LastStatus: String, Codable, Sendable {
            case success, failed
        }

        package var id: String
        package var projectId: String
        /// The environment's slug.
        package var environment: String
        /// A glob over folders.
        package var secretPath: String
        package var url: String
        /// What deliveries are signed with; nil: they are not.
        package var secretKey: String?
        package var type: Kind
        package var isDisabled: Bool
        /// The events that are delivered; empty: all.
        package var eventsFilter: [String]
        /// How the last delivery ended; nil: there was none.
        package var lastStatus: LastStatus?
        package var lastRunErrorMessage: String?
        /// When it was made, in seconds since 1970.
        package var createdAt: Int
        package var updatedAt: Int

        package init(
            id: String? = nil, projectId: String, environment: String, secretPath: String = "/", url: String,
            secretKey: String? = nil, type: Kind = .general, isDisabled: Bool = false, eventsFilter: [String] = [],
            lastStatus: LastStatus? = nil, lastRunErrorMessage: String? = nil, createdAt: Int = 1_767_225_600
        ) {
            self.id = id ?? UUID().uuidString.lowercased()
            self.projectId = projectId
            self.environment = environment
            self.secretPath = secretPath
            self.url = url
            self.secretKey = secretKey
            self.type = type
            self.isDisabled = isDisabled
            self.eventsFilter = eventsFilter
            self.lastStatus = lastStatus
            self.lastRunErrorMessage = lastRunErrorMessage
            self.createdAt = createdAt
            updatedAt = createdAt
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decodeIfPresent(String.self, forKey: .id),
                projectId: try container.decode(String.self, forKey: .projectId),
                environment: try container.decode(String.self, forKey: .environment),
                secretPath: try container.value(.secretPath, default: "/"),
                url: try container.decode(String.self, forKey: .url),
                secretKey: try container.decodeIfPresent(String.self, forKey: .secretKey),
                type: try container.value(.type, default: .general),
                isDisabled: try container.value(.isDisabled, default: false),
                eventsFilter: try container.value(.eventsFilter, default: []),
                lastStatus: try container.decodeIfPresent(LastStatus.self, forKey: .lastStatus),
                lastRunErrorMessage: try container.decodeIfPresent(String.self, forKey: .lastRunErrorMessage),
                createdAt: try container.value(.createdAt, default: 1_767_225_600))
            updatedAt = try container.value(.updatedAt, default: createdAt)
        }
    }

    /// The webhook with an id. Setting replaces it, adds it, or removes it with nil.
    package subscript(webhook id: String) -> Webhook? {
        get { webhooks.first { $0.id.isSame(as: id) } }
        set { webhooks.replace(newValue) { $0.id.isSame(as: id) } }
    }
}
