// SPDX-License-Identifier: MIT

/// A call, with all its repetitions, that did not bring what it was made for.
public struct ServiceFailure: Error, Sendable, Equatable {
    /// What to make of it.
    public enum Kind: Sendable, Equatable {
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
    public var kind: Kind
    /// What was called, what came back and what to do; no secret value.
    public var message: String
    /// Whether the call may have taken effect all the same: its answer was lost.
    public var mayHaveTakenEffect: Bool

    /// Takes all three.
    public init(_ kind: Kind, _ message: String, mayHaveTakenEffect: Bool = false) {
        self.kind = kind
        self.message = message
        self.mayHaveTakenEffect = mayHaveTakenEffect
    }

    /// Work that ended before it was done.
    public init(_ reason: GaveUp) {
        switch reason {
        case .stopped: self.init(.stopped, "stopped by a signal before the end")
        case .outOfTime:
            self.init(.outOfTime, "out of time (RENDER_SYNC_TIMEOUT, or the timeout of an AWS Lambda function)")
        }
    }
}
