// SPDX-License-Identifier: MIT

import Basics

/// Decides which calls a rate limit has room for.
package protocol RateLimiter: Sendable {
    /// Returns when the call may be made. A first attempt is told when there is no room until the reset, because what
    /// it is based on may be old by then; a repeated one waits here. Every call that entered leaves, once.
    func enter(_ request: HTTPRequest, _ deadline: Deadline, isRepeated: Bool) async throws(RateLimitError)
    /// Says that a call is over.
    func leave(_ request: HTTPRequest, _ outcome: CallOutcome)
}

/// Why a call may not be made.
package enum RateLimitError: Error, Sendable, Equatable {
    case noRoom(resetsIn: Duration)
    case ended(DeadlineError)
}

/// How a call ended, as far as a rate limit is concerned.
package enum CallOutcome: Sendable {
    /// The response told what is left.
    case responded
    /// The API may have counted the call, and nothing tells.
    case lost
    /// The call did not reach the API.
    case unsent
}
