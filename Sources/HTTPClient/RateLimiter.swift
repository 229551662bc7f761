// SPDX-License-Identifier: MIT

import Basics

/// Holds calls back while a rate limit has no room for them.
package protocol RateLimiter: Sendable {
    /// Returns when the call may be made. Every call that entered leaves, once.
    func enter(_ request: HTTPRequest, _ deadline: Deadline) async throws(DeadlineError)
    /// Says that a call is over.
    func leave(_ request: HTTPRequest, _ end: CallEnd)
}

/// How a call ended, as far as a rate limit is concerned.
package enum CallEnd: Sendable {
    /// The answer told what is left.
    case answered
    /// The service may have counted it, and nothing tells.
    case lost
    /// It did not reach the service.
    case unsent
}
