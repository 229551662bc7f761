// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// How many deploys are followed at present, by all the pushes that share a rate limit.
package final class FollowedDeploys: Sendable {
    private let state = NIOLockedValueBox(0)

    package init() {}

    var count: Int { state.withLockedValue { $0 } }

    func begin(_ count: Int) { state.withLockedValue { $0 += count } }
    func end() { state.withLockedValue { $0 -= 1 } }
}
