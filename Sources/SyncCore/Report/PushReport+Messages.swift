// SPDX-License-Identifier: MIT

import Basics

/// What a push's report says to people.
extension PushReport {
    /// What happened, what was written, and what to do next.
    var sentences: [String] {
        outcomeSentences + emptySentences + redeploySentences + doubts.map(\.message)
    }

    /// The message, a sentence a line where it is made of them.
    package var messageLines: [String] {
        let sentences = sentences
        return sentences.joined(separator: "; ").hasSameBytes(as: message) ? sentences : [message]
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
        case .older(let list)?: list.sentences(sync: sync) + [writtenBeforeFailure] + leftSentences
        case .storedDifferently(let keys)?:
            [
                "Render holds \(KeyList.text(keys)) otherwise than it was written, twice in the same way, "
                    + "so writing it again would not help: enter the value in Infisical as Render's Dashboard shows it, "
                    + "or find what else writes it there",
                written,
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

    var hasWritten: Bool { !created.isEmpty || !updated.isEmpty || !deleted.isEmpty }

    var written: String {
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
        // Should the lost answer have been the last write's, the next push finds nothing to do.
        let due = isRedeployDue ? ["not redeployed; \(command)"] : []
        let hasRefusal = deploys.contains { if case .refused = $0.status { true } else { false } }
        return due + (deploys.contains { $0.status == .redeployed } ? ["redeployed"] : [])
            + deploys.compactMap(\.message) + (hasRefusal ? [command] : [])
    }
}

extension OlderList {
    fileprivate func sentences(sync: String) -> [String] {
        facts + ["nothing was planned from it: push again in some minutes with: render-sync sync \(sync)"]
    }

    /// What was seen.
    var facts: [String] {
        let signs = [
            ("an older version of", returned), ("deleted before, and there again:", reappeared),
            ("not there, as before it was created:", missing),
        ]
        return [
            "Infisical answered with an older list than before, from a replica or a cache that is behind",
            signs.filter { !$0.1.isEmpty }.map { "\($0.0) \(KeyList.text($0.1))" }.joined(separator: ", "),
        ]
    }
}

extension SourceDoubt {
    /// What is not known, and what to do.
    var message: String {
        switch self {
        case .nothingFound:
            "nothing in Infisical's list changed near the time of this delivery: if it was more than a deletion, the "
                + "list is behind; push again in some minutes"
        case .noLastLook(let reason):
            "whether Infisical changed during the push is not known (\(reason)); push again"
        }
    }
}
