// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

/// A project at Infisical, as far as moving away from its own Render Syncs needs it.
package struct InfisicalProject: Sendable {
    private let id: String
    private let session: InfisicalSession
    private let client: APIClient

    package init(_ id: String, session: InfisicalSession, client: APIClient) {
        self.id = id
        self.session = session
        self.client = client
    }

    /// The response of `GET /api/v1/secret-syncs/render`, as it came.
    package func renderSyncs() async throws(ServiceFailure) -> [UInt8] {
        let url = session.domain.appending(["api", "v1", "secret-syncs", "render"], query: [("projectId", id)])
        let endpoint = "GET secret-syncs/render"
        return try await session.call(client, HTTPRequest(.get, url), endpoint: endpoint) { response, token in
            guard response.isSuccess else {
                throw client.refusal(response, hint: InfisicalMessages.mayNotReadSyncs, hiding: [token])
            }
            return response.body
        }
    }
}
