// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// Calls by API and endpoint.
package struct CallCounts: Sendable, Equatable {
    /// By endpoint (`GET env-vars`), for each API.
    package private(set) var endpoints: [API: [String: Int]] = [:]

    package init() {}

    package mutating func count(_ api: API, _ endpoint: String) {
        endpoints[api, default: [:]][endpoint, default: 0] += 1
    }

    package func total(_ api: API) -> Int {
        endpoints[api, default: [:]].values.reduce(0, +)
    }
}

/// Counts the calls of one push, made by any of its tasks, and keeps the values that none of their errors may repeat.
package final class CallCounter: Sendable {
    package let knownSecrets = KnownSecrets()
    private let counts = NIOLockedValueBox(CallCounts())

    package init() {}

    /// Counts one attempt of a call.
    package func note(_ api: API, _ endpoint: String) {
        counts.withLockedValue { $0.count(api, endpoint) }
    }

    package var current: CallCounts { counts.withLockedValue { $0 } }
}
