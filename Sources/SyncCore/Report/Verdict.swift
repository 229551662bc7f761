// SPDX-License-Identifier: MIT

import Basics

/// What became of a delivery, a push or a command: one row each of the contract's HTTP statuses and exit codes.
package enum Verdict: Sendable, Equatable, CaseIterable {
    /// Render holds what the source says, after writes.
    case synced
    /// Render already held it.
    case unchanged
    /// A push did all that it may, and Render still differs: an emptied secret's old value stays there.
    case stillDrifted
    /// Secrets were imported into Infisical.
    case imported
    /// What was to be imported waits for approval in Infisical.
    case pendingApproval
    /// A plan found nothing to do, and there was no push.
    case inSync
    /// A plan found something to do.
    case drifted
    /// A test delivery, verified.
    case test
    /// Nothing to push for this event.
    case ignored
    /// The push goes on after the response.
    case running
    /// A guard refused the data.
    case guarded
    /// Infisical or Render refused.
    case failed
    /// Gave up on something that may pass.
    case gaveUp
    /// The configuration is wrong.
    case misconfigured
    /// The sender is unknown.
    case unauthorized
    /// The delivery is malformed.
    case malformed
    /// No such address.
    case notFound
    /// Another method than POST.
    case methodNotAllowed
    /// The body is over 1 MiB.
    case tooLarge
    /// The client was too slow.
    case tooSlow

    /// The word of the report's `status`.
    package var word: String {
        switch self {
        case .synced: "synced"
        case .unchanged, .inSync: "unchanged"
        case .drifted, .stillDrifted: "drifted"
        case .imported: "imported"
        case .pendingApproval: "pending approval"
        case .test: "test"
        case .ignored: "ignored"
        case .running: "running"
        case .guarded, .unauthorized, .malformed, .notFound, .methodNotAllowed, .tooLarge, .tooSlow: "refused"
        case .failed, .gaveUp, .misconfigured: "failed"
        }
    }

    /// The status of an HTTP response.
    package var httpStatus: Int {
        switch self {
        case .synced, .unchanged, .stillDrifted, .imported, .inSync, .drifted, .test, .ignored: 200
        case .running, .pendingApproval: 202
        case .malformed: 400
        case .unauthorized: 401
        case .notFound: 404
        case .methodNotAllowed: 405
        case .tooSlow: 408
        case .tooLarge: 413
        case .guarded: 422
        case .misconfigured: 500
        // Infisical sends again what gets a 5xx, and that would be refused again.
        case .failed: 424
        case .gaveUp: 503
        }
    }

    /// The process's exit code, a sysexit but for `plan`'s 2.
    package var exitCode: Int32 {
        switch self {
        case .synced, .unchanged, .stillDrifted, .imported, .inSync, .test, .ignored, .running: 0
        case .drifted: 2
        case .guarded, .malformed, .notFound, .methodNotAllowed, .tooLarge: 65
        case .failed: 69
        case .gaveUp, .tooSlow, .pendingApproval: 75
        case .unauthorized: 77
        case .misconfigured: 78
        }
    }

    /// How bad it is among several: the worst is the whole's.
    private var severity: Int {
        let order: [Verdict] = [
            .ignored, .test, .inSync, .unchanged, .imported, .synced, .stillDrifted, .running, .drifted,
            .pendingApproval, .guarded, .gaveUp, .failed, .misconfigured,
        ]
        return order.firstIndex(of: self) ?? order.count
    }

    /// The worse of the two.
    package func worse(_ other: Verdict) -> Verdict { severity < other.severity ? other : self }
}

extension CallFailure {
    /// What the failure makes of a push or a command.
    package var verdict: Verdict {
        switch kind {
        case .refused: .failed
        case .incomplete: .guarded
        case .mayPass, .noRoom, .stopped, .outOfTime: .gaveUp
        }
    }
}
