// SPDX-License-Identifier: MIT

/// A call, with all its repetitions, that did not bring what it was made for.
package struct ServiceFailure: Error, Sendable, Equatable {
    /// What to make of it.
    package enum Kind: Sendable, Equatable {
        /// The service refused; the same call will be refused again.
        case refused
        /// It may pass: a timeout, a rate limit, an error of the service's own.
        case mayPass
        /// The process was asked to end.
        case stopped
        /// The time for the push is over.
        case outOfTime
    }

    /// What to make of it.
    package var kind: Kind
    /// What was called, what came back and what to do; no secret value.
    package var message: String
    /// Whether the call may have taken effect all the same: its answer was lost.
    package var mayHaveTakenEffect: Bool

    package init(_ kind: Kind, _ message: String, mayHaveTakenEffect: Bool = false) {
        self.kind = kind
        self.message = message
        self.mayHaveTakenEffect = mayHaveTakenEffect
    }

    /// Work that ended before it was done.
    package init(_ reason: DeadlineError) {
        switch reason {
        case .stopped: self.init(.stopped, "stopped by a signal before the end")
        case .outOfTime:
            self.init(.outOfTime, "out of time (RENDER_SYNC_TIMEOUT, or the timeout of an AWS Lambda function)")
        }
    }
}
