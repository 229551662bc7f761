// SPDX-License-Identifier: MIT

extension RenderState {
    /// A deploy that was asked for.
    public struct Deploy: Codable, Sendable {
        /// The id: `dep-...`.
        public var id: String
        /// The service's id.
        public var serviceId: String
        /// The `deployMode` of the request, when it named one.
        public var mode: String?
        /// When it was asked for, in seconds since 1970.
        public var createdAt: Int

        /// Creates a deploy.
        public init(id: String, serviceId: String, mode: String? = nil, createdAt: Int) {
            self.id = id
            self.serviceId = serviceId
            self.mode = mode
            self.createdAt = createdAt
        }
    }
}
