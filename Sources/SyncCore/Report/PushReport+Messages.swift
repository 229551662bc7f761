// SPDX-License-Identifier: MIT

import Basics

/// What a push's report says to people.
extension PushReport {
    /// What happened.
    package var headline: String { sentences.first ?? "" }

    /// What else is to be known, a fact each.
    package var facts: [String] { Array(sentences.dropFirst()) }

    /// The command to go on with.
    package var next: String? {
        let name = ShellText.word(SafeText.clean(sync))
        if isRedeployDue || lacksDeploy { return "render-sync sync --redeploy \(name)" }
        // An import says which side comes first.
        if case .import = command { return nil }
        switch outcome {
        case nil: return command == .plan && hasWritten && verdict == .drifted ? "render-sync sync \(name)" : nil
        case .older?: return "in a few minutes: render-sync \(command.word) \(name)"
        case .neverSettled?: return "render-sync \(command.word) \(name)"
        case .failed(let failure)? where failure.verdict == .gaveUp: return "render-sync \(command.word) \(name)"
        case .settled?, .storedDifferently?, .guarded?, .failed?: return nil
        }
    }

    /// All of that in one line.
    package var message: String {
        let last = [next.map { "next: \($0)" }, variableToSet.map { "now set \($0)=true" }].compactMap(\.self)
        return (sentences + last).joined(separator: "; ")
    }

    /// The headline and the facts.
    var sentences: [String] {
        outcomeSentences + importSentences + notes + redeploySentences + doubts.map(\.message)
    }

    private var outcomeSentences: [String] {
        switch outcome {
        case nil: []
        case .settled?: [settled] + keptSentences
        case .neverSettled?:
            [
                "Render or Infisical changed in every one of \(rounds) rounds", written,
                "different again: \(Phrases.list(unwritten))",
            ]
        case .older(let list)?: list.facts + ["nothing was planned from it"] + readBackSentences + leftSentences
        case .storedDifferently(let keys)?:
            [
                "Render stored \(Phrases.list(keys)) differently from what was written, the same way twice",
                "writing it again would not help: enter the value in Infisical as Render's Dashboard shows it, "
                    + "or find what else writes it there", written,
            ]
        case .guarded(let refusal)?: [refusal.message] + (hasWritten ? [written] : nothingWritten)
        case .failed(let failure)? where failure.kind == .stopped:
            [wanted == 0 ? "interrupted" : "interrupted: \(progress)"] + readBackSentences + leftSentences
        case .failed(let failure)?:
            [failure.message] + (hasWritten || !unconfirmed.isEmpty ? [progress] : nothingWritten) + readBackSentences
                + leftSentences
        }
    }

    // MARK: What was written

    var hasWritten: Bool { !created.isEmpty || !updated.isEmpty || !deleted.isEmpty }

    private var settled: String { hasWritten ? written : kept.isEmpty ? "already in sync" : "nothing to write" }
    private var written: String { "\(created.count) created, \(updated.count) updated, \(deleted.count) deleted" }
    private var writtenCount: Int { created.count + updated.count + deleted.count }
    private var wanted: Int { writtenCount + unwritten.count + unconfirmed.count }
    private var progress: String { "\(writtenCount) of \(wanted) written, \(unwritten.count) not" }

    /// Not worth a word where nothing is to be written.
    private var nothingWritten: [String] { isPreview ? [] : ["nothing was written"] }

    private var isRedeployed: Bool { deploys.contains { $0.status == .redeployed } }

    /// Only a round that was read back is known to hold, whatever Render answered to a write.
    private var readBackSentences: [String] {
        hasWritten
            ? ["what was written was not read back" + (isRedeployed ? "; the services were redeployed" : "")] : []
    }

    private var leftSentences: [String] {
        (unwritten.isEmpty ? [] : ["not written: \(Phrases.list(unwritten))"])
            + (unconfirmed.isEmpty
                ? [] : ["may have been written (the answer was lost): \(Phrases.list(unconfirmed))"])
    }

    /// What is not in sync though nothing may be done about it.
    var keptSentences: [String] {
        kept.isEmpty
            ? []
            : [
                "not in sync: \(Phrases.list(kept)) is empty in Infisical and keeps its old value at Render, "
                    + "as DISABLE_SECRET_DELETION is on: delete it at Render"
            ]
    }

    // MARK: Imports

    /// What an import has done, alone or before a first push.
    private var importSentences: [String] {
        guard let imported, !imported.isEmpty, !isPreview, verdict == .imported || outcome != nil else { return [] }
        let count = Phrases.count(imported.count, "secret")
        return [outcome == nil ? "\(count), into Infisical" : "\(count) imported into Infisical"]
    }

    /// Of an import that waits for approval, in whole or in part.
    func importSentences(pending: [Key]) -> [String] {
        [
            "pending approval in Infisical: \(Phrases.list(pending)); approve the request there, then run this again"
        ] + (imported?.isEmpty == false ? [imports] : [])
    }

    /// Of an import that did not come to its end.
    func importSentences(after outcome: PushOutcome) -> [String] {
        switch outcome {
        case .guarded(let refusal): [refusal.message, imports]
        case .older(let list): list.facts + [imports]
        case .failed(let failure) where failure.mayHaveTakenEffect:
            [failure.message, "\(imports), and perhaps more: the answer was lost", "run this again"]
        case .failed(let failure): [failure.message, imports]
        case .settled, .neverSettled, .storedDifferently: [imports]
        }
    }

    private var imports: String {
        guard let imported, !imported.isEmpty else { return "nothing was imported" }
        return "imported: \(Phrases.list(imported))"
    }

    // MARK: Redeploys

    private var redeploySentences: [String] {
        let isSaid =
            switch outcome {
            case .older?, .failed?: hasWritten
            case nil, .settled?, .neverSettled?, .storedDifferently?, .guarded?: false
            }
        // Should the lost answer have been the last write's, the next push finds nothing to do.
        return (isRedeployDue ? ["not redeployed"] : []) + (isRedeployed && !isSaid ? ["redeployed"] : [])
            + deploys.compactMap(\.message)
    }
}

extension OlderList {
    /// What was seen.
    var facts: [String] {
        let signs = [
            ("an older version of", returned), ("deleted earlier but listed again:", reappeared),
            ("missing, as if not yet created:", missing),
        ]
        return [
            "Infisical answered with an older list than before, from a replica or a cache that is behind",
            signs.filter { !$0.1.isEmpty }.map { "\($0.0) \(Phrases.list($0.1))" }.joined(separator: ", "),
        ]
    }
}

extension SourceDoubt {
    /// What is not known, and what to do.
    var message: String {
        switch self {
        case .nothingFound:
            "nothing in Infisical's list changed near the time of this delivery: if it was more than a deletion, the "
                + "list is behind; push again in a few minutes"
        case .noLastLook(let reason):
            "whether Infisical changed during the push is not known (\(reason)); push again"
        }
    }
}
