// SPDX-License-Identifier: MIT

import Basics

/// What a push's report says to people.
extension PushReport {
    /// What happened, what was written, and what to do next.
    var sentences: [String] {
        outcomeSentences + emptySentences + redeploySentences
    }

    private var outcomeSentences: [String] {
        switch outcome {
        case nil: []
        case .settled?: [hasWritten ? written : kept.isEmpty ? "already in sync" : "nothing to write"]
        case .neverSettled?:
            [
                "Render or Infisical changed in every one of \(rounds) rounds: push again; \(written)",
                "different again: \(KeyList.text(unwritten))",
            ]
        case .guarded(let refusal)?: [refusal.message, hasWritten ? written : "nothing was written"]
        case .failed(let failure)?: [failure.message, writtenBeforeFailure] + leftSentences
        }
    }

    /// What became of secrets with an empty value, where both sides were seen to agree on the rest.
    private var emptySentences: [String] {
        guard outcome == .settled else { return [] }
        let absent = skipped.filter { !kept.contains($0) }
        return (absent.isEmpty ? [] : ["empty, so absent at Render: \(KeyList.text(absent))"])
            + (kept.isEmpty ? [] : [keptSentence])
    }

    /// What is not in sync though nothing may be done about it.
    var keptSentence: String {
        "not in sync: \(KeyList.text(kept)) is empty in Infisical and keeps its old value at Render, "
            + "as DISABLE_SECRET_DELETION is on: delete it at Render"
    }

    private var hasWritten: Bool { !created.isEmpty || !updated.isEmpty || !deleted.isEmpty }

    private var written: String {
        "\(created.count) created, \(updated.count) updated, \(deleted.count) deleted"
    }

    /// Only a round that was read back is known to hold, whatever Render answered to a write.
    private var writtenBeforeFailure: String {
        if hasWritten { return "\(written), not confirmed by reading it back" }
        return unconfirmed.isEmpty ? "nothing was written" : written
    }

    private var leftSentences: [String] {
        (unwritten.isEmpty ? [] : ["not written: \(KeyList.text(unwritten))"])
            + (unconfirmed.isEmpty
                ? [] : ["may have been written (the answer was lost): \(KeyList.text(unconfirmed))"])
    }

    private var redeploySentences: [String] {
        let command = "redeploy with: render-sync sync --redeploy \(sync)"
        return switch redeploy {
        case .notNeeded: []
        case .done: ["redeployed"]
        // Should the lost answer have been the last write's, the next push finds nothing to do.
        case .due: ["not redeployed; \(command)"]
        case .failed(let failures): failures.map { "redeploy failed: \($0.message)" } + [command]
        }
    }
}
