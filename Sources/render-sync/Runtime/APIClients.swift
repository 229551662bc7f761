// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import Logging

/// Makes the clients of the two APIs, with one log.
struct APIClients: Sendable {
    let transport: @Sendable (Service) -> any HTTPTransport
    let log: Logger

    /// `observe` sees every response.
    func client(
        _ service: Service, _ deadline: Deadline, _ counter: CallCounter,
        observe: @escaping @Sendable (HTTPRequest, HTTPResponse) -> Void = { _, _ in }
    ) -> APIClient {
        APIClient(service, transport: transport, deadline: deadline, counter: counter, log: log, observe: observe)
    }
}
