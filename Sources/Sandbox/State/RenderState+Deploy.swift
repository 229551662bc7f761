// SPDX-License-Identifier: MIT

extension RenderState {
    package struct Deploy: Codable, Sendable {
        /// The id: `dep-...`.
        package var id: String
        package var serviceId: String
        /// The `deployMode` of the request, when it named one.
        package var mode: String?
        package var createdAt: Int

        package init(id: String, serviceId: String, mode: String? = nil, createdAt: Int) {
            self.id = id
            self.serviceId = serviceId
            self.mode = mode
            self.createdAt = createdAt
        }
    }
}
