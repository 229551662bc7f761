// SPDX-License-Identifier: MIT

import Configuration
import SyncCore

/// What a set-up did, and what it saw.
package struct SetupReport: Sendable {
    package enum State: String, Sendable {
        /// A delivery has been seen to arrive.
        case verified
        /// The webhook is there, and its delivery has not been seen.
        case unverified
        /// Something is still to be done before it goes on.
        case pending
        /// It was only to be shown.
        case shown
        case removed
        case nothingToDo = "nothing to do"
    }

    package var state: State
    package var target: SetupTarget
    package var webhookID: String?
    package var test: TestOutcome?
    package var variables: VariableFile?
    /// What was done, in order.
    package var steps: [String] = []
    /// What to do next, in order.
    package var next: [String] = []
    /// What is wrong; nil for a set-up that came to its end.
    package var failure: SetupFailure?

    package init(_ state: State, _ target: SetupTarget) {
        self.state = state
        self.target = target
    }

    /// How it ended, in a sentence.
    package var message: String {
        if let failure { return failure.message }
        return switch state {
        case .verified: "a test delivery was seen to arrive"
        case .unverified: "no delivery was seen to arrive yet"
        case .pending: next.first ?? "not done yet"
        case .shown: "nothing was done"
        case .removed: "the webhook is deleted"
        case .nothingToDo: next.first ?? "nothing to do"
        }
    }
}
