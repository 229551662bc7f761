// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// One of the two APIs, or the platform that vouches for this process.
package enum Service: String, Sendable, Hashable {
    case infisical = "Infisical"
    case render = "Render"
    /// Its calls stay on the machine and are in no report.
    case platform = "the platform"
}

/// API calls by service and endpoint.
package struct CallCounts: Sendable, Equatable {
    /// Calls by endpoint (`GET env-vars`), for each service.
    package private(set) var endpoints: [Service: [String: Int]] = [:]

    /// No calls.
    package init() {}

    /// Adds one.
    package mutating func count(_ service: Service, _ endpoint: String) {
        endpoints[service, default: [:]][endpoint, default: 0] += 1
    }

    /// All calls of a service.
    package func total(_ service: Service) -> Int {
        endpoints[service, default: [:]].values.reduce(0, +)
    }
}

/// Counts the calls of one push, from whichever task makes them.
package final class CallCounter: Sendable {
    private let counts = NIOLockedValueBox(CallCounts())

    /// Starts at nothing.
    package init() {}

    /// Notes one attempt of a call.
    package func note(_ service: Service, _ endpoint: String) {
        counts.withLockedValue { $0.count(service, endpoint) }
    }

    /// What was counted so far.
    package var current: CallCounts { counts.withLockedValue { $0 } }
}
