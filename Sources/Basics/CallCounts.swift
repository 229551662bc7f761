// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// API calls by service and endpoint.
package struct CallCounts: Sendable, Equatable {
    /// By endpoint (`GET env-vars`), for each service.
    package private(set) var endpoints: [Service: [String: Int]] = [:]

    package init() {}

    package mutating func count(_ service: Service, _ endpoint: String) {
        endpoints[service, default: [:]][endpoint, default: 0] += 1
    }

    package func total(_ service: Service) -> Int {
        endpoints[service, default: [:]].values.reduce(0, +)
    }
}

/// Counts the calls of one push, made by any of its tasks, and keeps the values that none of their errors may repeat.
package final class CallCounter: Sendable {
    package let knownSecrets = KnownSecrets()
    private let counts = NIOLockedValueBox(CallCounts())

    package init() {}

    /// Counts one attempt of a call.
    package func note(_ service: Service, _ endpoint: String) {
        counts.withLockedValue { $0.count(service, endpoint) }
    }

    package var current: CallCounts { counts.withLockedValue { $0 } }
}
