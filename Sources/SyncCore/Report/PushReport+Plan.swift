// SPDX-License-Identifier: MIT

import Basics

extension PushReport {
    /// Notes what a plan says whether or not it is done.
    mutating func note(_ plan: Plan) {
        skipped = plan.skipped
        kept = plan.kept
        warnings = plan.warnings
    }

    /// The report of a plan that is only shown: its rows, and then what speaks against it.
    mutating func show(_ draft: PlanDraft, of sync: SyncConfiguration) {
        let plan = draft.plan
        note(plan)
        created = plan.creates.map(\.key)
        updated = plan.updates.map(\.key)
        deleted = plan.deletes
        unchanged = plan.unchanged
        showsPlan = true
        var sentences: [String] = []
        if draft.refusals.isEmpty {
            verdict = plan.isEmpty && kept.isEmpty ? .inSync : .drifted
            sentences.append(
                plan.isEmpty
                    ? (kept.isEmpty ? "in sync" : "nothing to write")
                    : "\(Phrases.count(plan.changes, "change")) to the \(sync.destination)")
        } else {
            verdict = .guarded
            refused = Set(draft.refusals.flatMap(\.keys)).sorted()
            sentences += draft.refusals.map(\.message)
        }
        sentences += keptSentences
        if let filtered = plan.filtered.text { sentences.append(filtered) }
        notes = sentences
    }
}
