// SPDX-License-Identifier: MIT

extension RenderState {
    package struct Deploy: Codable, Sendable {
        package enum Status: String, Codable, Sendable, CaseIterable {
            case created, queued, live, canceled
            case buildInProgress = "build_in_progress"
            case preDeployInProgress = "pre_deploy_in_progress"
            case updateInProgress = "update_in_progress"
            /// Replaced by another after it was live.
            case deactivated
            case buildFailed = "build_failed"
            case preDeployFailed = "pre_deploy_failed"
            case updateFailed = "update_failed"

            var isFinal: Bool {
                switch self {
                case .created, .queued, .buildInProgress, .preDeployInProgress, .updateInProgress: false
                case .live, .canceled, .deactivated, .buildFailed, .preDeployFailed, .updateFailed: true
                }
            }
        }

        /// The id: `dep-...`.
        package var id: String
        package var serviceId: String
        /// The `deployMode` of the request, when it named one.
        package var mode: String?
        /// What asked for it: `api`, or `service_resumed`.
        package var trigger: String
        /// The status and those to come: each read that shows the deploy moves it on by one.
        package var statuses: [Status]
        /// When it was asked for, in seconds since 1970.
        package var createdAt: Int
        package var updatedAt: Int
        package var finishedAt: Int?

        package init(
            id: String, serviceId: String, mode: String? = nil, trigger: String = "api",
            statuses: [Status] = [.created], createdAt: Int = 1_767_225_600
        ) {
            self.id = id
            self.serviceId = serviceId
            self.mode = mode
            self.trigger = trigger
            self.statuses = statuses
            self.createdAt = createdAt
            updatedAt = createdAt
            finishedAt = statuses.first?.isFinal ?? false ? createdAt : nil
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                serviceId: try container.decode(String.self, forKey: .serviceId),
                mode: try container.decodeIfPresent(String.self, forKey: .mode),
                trigger: try container.value(.trigger, default: "api"),
                statuses: try container.value(.statuses, default: [.created]),
                createdAt: try container.value(.createdAt, default: 1_767_225_600))
            updatedAt = try container.value(.updatedAt, default: createdAt)
            finishedAt = try container.decodeIfPresent(Int.self, forKey: .finishedAt) ?? finishedAt
        }

        package var status: Status { statuses.first ?? .created }

        mutating func moveOn(at now: Int) {
            guard statuses.count > 1 else { return }
            statuses.removeFirst()
            updatedAt = now
            if status.isFinal { finishedAt = now }
        }

        mutating func end(as status: Status, at now: Int) {
            statuses = [status]
            updatedAt = now
            finishedAt = finishedAt ?? now
        }
    }
}
