// SPDX-License-Identifier: MIT

import Basics

/// What a report says to people in lines, where `message` says it in one sentence.
extension PushReport {
    /// The outcome, the facts, the next command.
    package var lines: ReportLines {
        var sentences = outcome == nil ? notes : outcomeLines
        if sentences.isEmpty { sentences = [message] }
        let headline = sentences.removeFirst()
        return ReportLines(
            headline: headline, facts: sentences + importLines + redeployLines + doubts.map(\.message), next: next)
    }

    private var outcomeLines: [String] {
        switch outcome {
        case nil: []
        case .settled?: [settled] + (kept.isEmpty ? [] : [keptSentence])
        case .neverSettled?:
            [
                "Render or Infisical changed in every one of \(rounds) rounds", written,
                "different again: \(KeyList.text(unwritten))",
            ]
        case .older(let list)?: list.facts + ["nothing was planned from it"] + readBackLines + leftLines
        case .storedDifferently(let keys)?:
            [
                "Render holds \(KeyList.text(keys)) otherwise than it was written, twice in the same way",
                "writing it again would not help: enter the value in Infisical as Render's Dashboard shows it, "
                    + "or find what else writes it there", written,
            ]
        case .guarded(let refusal)?: [refusal.message] + (hasWritten ? [written] : nothingWritten)
        case .failed(let failure)? where failure.kind == .stopped:
            [wanted == 0 ? "interrupted" : "interrupted: \(progress)"] + readBackLines + leftLines
        case .failed(let failure)?:
            [failure.message] + (hasWritten || !unconfirmed.isEmpty ? [progress] : nothingWritten) + readBackLines
                + leftLines
        }
    }

    private var settled: String { hasWritten ? written : kept.isEmpty ? "already in sync" : "nothing to write" }

    /// Not worth a word where nothing is to be written.
    private var nothingWritten: [String] { isPreview ? [] : ["nothing was written"] }
    private var writtenCount: Int { created.count + updated.count + deleted.count }
    private var wanted: Int { writtenCount + unwritten.count + unconfirmed.count }
    private var progress: String { "\(writtenCount) of \(wanted) written, \(unwritten.count) not" }

    /// Only a round that was read back is known to hold.
    private var readBackLines: [String] {
        guard hasWritten else { return [] }
        let isRedeployed = deploys.contains { $0.status == .redeployed }
        return ["what was written was not read back" + (isRedeployed ? "; the services were redeployed" : "")]
    }

    private var leftLines: [String] {
        (unwritten.isEmpty ? [] : ["not written: \(KeyList.text(unwritten))"])
            + (unconfirmed.isEmpty
                ? [] : ["may have been written (the answer was lost): \(KeyList.text(unconfirmed))"])
    }

    /// A first push's import, which came before it.
    private var importLines: [String] {
        guard outcome != nil, let imported, !imported.isEmpty else { return [] }
        return ["\(imported.count) \(imported.count == 1 ? "secret" : "secrets") imported into Infisical"]
    }

    private var redeployLines: [String] {
        let isRedeployed = outcome == .settled && deploys.contains { $0.status == .redeployed }
        return (isRedeployDue ? ["not redeployed"] : []) + (isRedeployed ? ["redeployed"] : [])
            + deploys.compactMap(\.message)
    }

    private var next: String? {
        let name = ShellText.word(SafeText.clean(sync))
        if isRedeployDue || lacksDeploy { return "render-sync sync --redeploy \(name)" }
        // An import says which side comes first.
        if case .import = command { return nil }
        switch outcome {
        case nil:
            return command == .plan && showsPlan && hasWritten && verdict == .drifted
                ? "render-sync sync \(name)" : nil
        case .older?: return "in some minutes: render-sync \(command.word) \(name)"
        case .neverSettled?: return "render-sync \(command.word) \(name)"
        case .failed(let failure)? where failure.verdict == .gaveUp: return "render-sync \(command.word) \(name)"
        case .settled?, .storedDifferently?, .guarded?, .failed?: return nil
        }
    }
}
