// SPDX-License-Identifier: MIT

import Basics
import Glibc
import InfisicalAPI
import SyncCore

/// Why a set-up did not come to its end.
package struct SetupFailure: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// Something was not said, or names nothing that there is.
        case usage
        /// Somebody said no.
        case declined
        /// A variable is missing or wrong.
        case misconfigured
        /// Infisical or Render refused, or the endpoint's answer was not the right one.
        case refused
        /// It may pass.
        case mayPass
        /// The variables could not be written.
        case output
    }

    package var kind: Kind
    package var message: String
    /// What to do next.
    package var hint: String?
    /// What the machine identity may not do, and a person may.
    var denial: Denial?

    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    package init(_ failure: CallFailure) {
        self.init(failure.verdict == .gaveUp ? .mayPass : .refused, failure.message)
    }

    package var exitCode: Int32 {
        switch kind {
        case .usage, .declined: EX_USAGE
        case .misconfigured: Verdict.misconfigured.exitCode
        case .refused: Verdict.failed.exitCode
        case .mayPass: Verdict.gaveUp.exitCode
        case .output: EX_IOERR
        }
    }
}
