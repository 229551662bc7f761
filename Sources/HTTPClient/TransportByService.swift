// SPDX-License-Identifier: MIT

import Basics

/// Infisical by a transport of its own, which trusts other authorities; everything else by the common one.
package struct TransportByService: HTTPTransport {
    private let infisical: any HTTPTransport
    private let others: any HTTPTransport

    package init(infisical: any HTTPTransport, others: any HTTPTransport) {
        self.infisical = infisical
        self.others = others
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await (request.service == .infisical ? infisical : others).send(request)
    }
}
