// SPDX-License-Identifier: MIT

/// A call, with all its attempts, that did not bring what it was made for.
package struct CallFailure: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The API refused; the same call will be refused again.
        case refused
        /// What was read may not be all there is: nothing may be planned from it.
        case incomplete
        /// It may pass: a timeout, a rate limit, an error of the API's own.
        case mayPass
        /// The rate limit has no room for the call until the reset; nothing was sent.
        case noRoom(resetsIn: Duration)
        /// The process was asked to end.
        case stopped
        /// The time for the push is over.
        case outOfTime
    }

    package var kind: Kind
    /// What was called, what came back and what to do; no secret value.
    package var message: String
    /// Whether the call may have taken effect all the same: its response was lost.
    package var mayHaveTakenEffect: Bool

    package init(_ kind: Kind, _ message: String, mayHaveTakenEffect: Bool = false) {
        self.kind = kind
        self.message = message
        self.mayHaveTakenEffect = mayHaveTakenEffect
    }

    /// Work that ended before it was done.
    package init(_ reason: DeadlineError) {
        switch reason {
        case .stopped: self.init(.stopped, DeadlineMessages.stopped)
        case .outOfTime(let limit): self.init(.outOfTime, DeadlineMessages.outOfTime(limit))
        }
    }
}
