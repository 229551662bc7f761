// SPDX-License-Identifier: MIT

import Basics

/// What a push has done when it ends, and what it has not.
struct PushState {
    var journal = PushJournal()
    /// The plan that was being applied when the push ended early.
    var pending: Plan?
    /// The services to redeploy.
    var services: [String] = []
    /// Whether something changed that services should be restarted for.
    var isRedeployOwing = false
    /// Whether a deploy was started; a queued one may have no id.
    var isRedeployed = false
    /// Whether what was written may be put to work: all of a plan, or what a stop left time for.
    var isFitToRedeploy = true
}

/// How the writing of a push ended.
enum PushOutcome: Equatable {
    /// Both sides agree.
    case settled
    /// The destination, or the source, changed in every round.
    case neverSettled
    /// A guard refused.
    case guarded(GuardRefusal)
    /// A call failed.
    case failed(ServiceFailure)

    static func ended(by error: any Error) -> PushOutcome {
        switch error {
        case let refusal as GuardRefusal: .guarded(refusal)
        case let failure as ServiceFailure: .failed(failure)
        // Nothing else is thrown; an unknown error must not pass for success.
        default: .failed(ServiceFailure(.refused, "unexpected failure: \(type(of: error))"))
        }
    }

    var isStop: Bool {
        if case .failed(let failure) = self { failure.kind == .stopped } else { false }
    }
}

extension PushReport {
    /// Draws the verdict and writes the message: what happened, what was written and what was not.
    mutating func conclude(_ ending: PushOutcome, _ deployFailures: [ServiceFailure], _ work: PushState) {
        let changed = created.count + updated.count + deleted.count
        var sentences: [String] = []
        switch ending {
        case .settled:
            verdict = work.journal.hasChanges ? .synced : .unchanged
            sentences.append(changed == 0 ? "already in sync" : "\(written)")
        case .neverSettled:
            verdict = .gaveUp
            sentences.append("Render or Infisical changed in every one of \(rounds) rounds: push again; \(written)")
        case .guarded(let refusal):
            verdict = .guarded
            sentences.append(refusal.message)
            sentences.append(changed == 0 ? "nothing was written" : written)
        case .failed(let failure):
            verdict = failure.kind == .refused ? .failed : .gaveUp
            sentences.append(failure.message)
            let isUntouched = changed == 0 && work.journal.uncertain.isEmpty
            // Only a round that was read back is known to hold, whatever Render answered to a write.
            let readBack = changed == 0 ? "" : ", not confirmed by reading it back"
            sentences.append(isUntouched ? "nothing was written" : written + readBack)
            sentences += unwritten(work)
        }
        if !skipped.isEmpty { sentences.append("empty, so absent at Render: \(KeyList.text(skipped))") }
        if let failure = deployFailures.first(where: { $0.kind == .refused }) ?? deployFailures.first {
            let deployVerdict: Verdict = failure.kind == .refused ? .failed : .gaveUp
            verdict = Verdict.worst(of: [verdict, deployVerdict]) ?? deployVerdict
            sentences.append(contentsOf: deployFailures.map { "redeploy failed: \($0.message)" })
            sentences.append("redeploy with: render-sync sync --redeploy \(sync)")
        } else if work.isRedeployed {
            sentences.append("redeployed")
        } else if work.isRedeployOwing, !work.isFitToRedeploy, !work.services.isEmpty {
            // Should the lost answer have been the last write's, the next push finds nothing to do.
            sentences.append("not redeployed; redeploy with: render-sync sync --redeploy \(sync)")
        }
        message = sentences.joined(separator: "; ")
    }

    private var written: String {
        "\(created.count) created, \(updated.count) updated, \(deleted.count) deleted"
    }

    private func unwritten(_ work: PushState) -> [String] {
        let done = work.journal.doneInRound.union(work.journal.uncertain)
        guard let plan = work.pending else { return [] }
        let left = ((plan.creates + plan.updates).map(\.key) + plan.deletes).filter { !done.contains($0) }
        var sentences = left.isEmpty ? [] : ["not written: \(KeyList.text(left))"]
        if !work.journal.uncertain.isEmpty {
            sentences.append(
                "may have been written (the answer was lost): \(KeyList.text(work.journal.uncertain.sorted()))")
        }
        return sentences
    }
}
