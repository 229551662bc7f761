// SPDX-License-Identifier: MIT

import Basics

/// How the writing of a push ended.
package enum PushOutcome: Sendable, Equatable {
    /// Both sides agree.
    case settled
    /// The destination, or the source, changed in every round.
    case neverSettled
    /// Infisical went on answering with an older list than one that was read before.
    case older(OlderList)
    /// Render stored these keys differently from what was written, the same way twice.
    case storedDifferently([Key])
    /// A guard refused.
    case guarded(GuardRefusal)
    /// A call failed.
    case failed(CallFailure)

    init(_ error: any Error) {
        switch error {
        case let refusal as GuardRefusal: self = .guarded(refusal)
        case let list as OlderList: self = .older(list)
        case let failure as CallFailure: self = .failed(failure)
        // Nothing else is thrown; an unknown error must not pass for success.
        default: self = .failed(CallFailure(.refused, "unexpected failure: \(type(of: error))"))
        }
    }

    /// Whether the process was asked to end.
    var isStop: Bool {
        if case .failed(let failure) = self { failure.kind == .stopped } else { false }
    }

    func verdict(hasChanges: Bool) -> Verdict {
        switch self {
        case .settled: hasChanges ? .synced : .unchanged
        case .neverSettled, .older: .gaveUp
        case .storedDifferently: .failed
        case .guarded: .guarded
        case .failed(let failure): failure.verdict
        }
    }
}

/// What a push has done so far, and what it has not.
struct PushState {
    var journal = PushJournal()
    /// The plan that was being applied when the push ended early.
    var pending: Plan?
    /// What was read last.
    var sides = Sides()
    /// When that read ended, as uptime.
    var readAt = Duration.zero
    /// Which keys cannot be made to hold what they are to.
    var differentlyStored = DifferentlyStored()
    /// Keys that differed again after the last round, or in a plan that was refused.
    var different: [Key] = []
    /// The services to redeploy.
    var services: [RenderService] { sides.destination.services }
    /// Whether something was written that no deploy has put to work. What Render stores differently does not count: it
    /// would be a deploy on each run.
    var isDeployDue: Bool { !journal.undeployed.subtracting(differentlyStored.keys).isEmpty }

    /// Keys that are surely not as the source says: of the pending plan, or different again.
    var unwritten: [Key] {
        guard let pending else { return different }
        return pending.keys.filter { !journal.doneInRound.contains($0) && !journal.unconfirmed.contains($0) }
    }
}

extension PushReport {
    /// Says what was written and what was not, and draws the verdict.
    mutating func conclude(_ outcome: PushOutcome, _ state: PushState) {
        created = state.journal.created
        updated = state.journal.updated
        deleted = state.journal.deleted
        unwritten = state.unwritten
        // What was read back is known, whatever became of the answers to its writes.
        unconfirmed = outcome == .settled ? [] : state.journal.unconfirmed.sorted()
        conclude(outcome, hasChanges: state.journal.hasChanges)
    }

    /// Draws the verdict; of a preview too, which ends early.
    mutating func conclude(_ outcome: PushOutcome, hasChanges: Bool = false) {
        self.outcome = outcome
        let writing = outcome.verdict(hasChanges: hasChanges)
        verdict = deploys.compactMap(\.verdict).reduce(writing) { $0.worse($1) }
        if outcome == .settled, !kept.isEmpty { verdict = verdict.worse(.stillDrifted) }
        if case .guarded(let refusal) = outcome { refused = refusal.keys }
    }
}
