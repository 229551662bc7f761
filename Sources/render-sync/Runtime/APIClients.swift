// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import Logging

/// Makes the clients of the two APIs, with one log.
struct APIClients: Sendable {
    let transport: @Sendable (API) -> any HTTPTransport
    let log: Logger

    /// `observe` sees every response.
    func client(
        _ api: API, _ deadline: Deadline, _ counter: CallCounter,
        observe: @escaping @Sendable (HTTPRequest, HTTPResponse) -> Void = { _, _ in }
    ) -> APIClient {
        APIClient(api, transport: transport, deadline: deadline, counter: counter, log: log, observe: observe)
    }
}
