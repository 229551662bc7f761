// SPDX-License-Identifier: MIT

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
        if draft.refusals.isEmpty {
            verdict = plan.isEmpty && kept.isEmpty ? .inSync : .drifted
        } else {
            verdict = .guarded
            refused = Set(draft.refusals.flatMap(\.keys)).sorted()
        }
        notes = draft.sentences(sync.destination) + keptSentences + (plan.filtered.text.map { [$0] } ?? [])
    }
}
