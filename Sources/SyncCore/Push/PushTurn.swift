// SPDX-License-Identifier: MIT

/// A push's turn among the pushes of its destination. It is given up while nothing is read or written, and taken again.
package struct PushTurn: Sendable {
    let giveUp: @Sendable () async -> Void
    let take: @Sendable () async -> Void

    package init(giveUp: @escaping @Sendable () async -> Void, take: @escaping @Sendable () async -> Void) {
        self.giveUp = giveUp
        self.take = take
    }

    /// Of a push that nobody else waits for.
    package static let unshared = PushTurn(giveUp: {}, take: {})
}
