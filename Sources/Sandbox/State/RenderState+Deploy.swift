// SPDX-License-Identifier: MIT

extension RenderState {
    package struct Deploy: Codable, Sendable {
        /// The id: `dep-...`.
        package var id: String
        package var serviceId: String
        /// The `deployMode` of the request, when it named one.
        package var mode: String?
        /// What asked for it: `api`, or `service_resumed`.
        package var trigger: String
        package var createdAt: Int

        package init(id: String, serviceId: String, mode: String? = nil, trigger: String = "api", createdAt: Int) {
            self.id = id
            self.serviceId = serviceId
            self.mode = mode
            self.trigger = trigger
            self.createdAt = createdAt
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.decode(String.self, forKey: .id),
                serviceId: try container.decode(String.self, forKey: .serviceId),
                mode: try container.decodeIfPresent(String.self, forKey: .mode),
                trigger: try container.value(.trigger, default: "api"),
                createdAt: try container.value(.createdAt, default: 1_767_225_600))
        }
    }
}
