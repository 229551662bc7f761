// SPDX-License-Identifier: MIT

import Basics

/// Plans a push. Pure: no I/O, no clock, linear in the number of keys.
package struct Planner: Sendable {
    private let sync: SyncConfiguration
    private let command: Command
    private let shown: ShownChanges?
    private var options: SyncOptions { sync.options }

    /// `shown` is what somebody has agreed to, where the command is shown first: nil only while it is being shown.
    package init(for sync: SyncConfiguration, _ command: Command = .sync, shown: ShownChanges? = nil) {
        self.sync = sync
        self.command = command
        self.shown = shown
    }

    /// What turns the destination into what the command wants, or why that is refused. `gone` is what the same push has
    /// deleted in earlier rounds.
    package func plan(
        from source: SourceSecrets, to destination: DestinationState, afterDeleting gone: [Key] = []
    ) throws(GuardRefusal) -> Plan {
        try draft(from: source, to: destination, afterDeleting: gone).accepted()
    }

    /// The same, with the plan even where it is refused.
    package func draft(
        from source: SourceSecrets, to destination: DestinationState, afterDeleting gone: [Key] = []
    ) -> PlanDraft {
        if options.tags != nil, source.lacksTags {
            // Every secret looks as if it had lost its tags: nothing else that a plan would say is true.
            var draft = PlanDraft()
            draft.refusals = [.tagsUnknown(variable: variable("TAGS"))]
            return draft
        }
        return command == .remove
            ? removalDraft(source, destination, gone) : pushDraft(source, destination, gone)
    }

    // MARK: Drafts

    private func pushDraft(_ source: SourceSecrets, _ destination: DestinationState, _ gone: [Key]) -> PlanDraft {
        let all = source
        let source = all.tagged(options.tags)
        let review = SourceReview(source, sync)
        var draft = PlanDraft()
        draft.refusals = review.refusals
        draft.plan.skipped = review.empty
        draft.plan.filtered = filteredKeys(all, destination)
        draft.plan.warnings = review.warnings
        if draft.plan.filtered.ofImports > 0, options.warnings.contains(.import) {
            draft.plan.warnings.append(.untaggedImports(draft.plan.filtered.ofImports))
        }
        for (key, value) in review.wanted {
            switch destination.entries[key] {
            case nil: draft.plan.creates.append(.init(key: key, value: value))
            case value?: draft.plan.unchanged += 1
            case _?: draft.plan.updates.append(.init(key: key, value: value))
            }
        }
        draft.plan.creates.sort { $0.key < $1.key }
        draft.plan.updates.sort { $0.key < $1.key }
        let managed = destination.entries.keys.filter(manages)
        if options.disableSecretDeletion {
            draft.plan.kept = review.empty.filter { destination.entries[$0] != nil }
        } else {
            draft.plan.deletes = managed.filter { review.wanted[$0] == nil && !review.doubtful.contains($0) }.sorted()
            refuseLossOfSource(review, source, &draft)
        }
        refuseExcess(of: managed, gone, &draft)
        refuseWhatNobodyAgreedTo(&draft)
        return draft
    }

    /// Deletes from the destination what the source has, and no more; empty and hidden values count as well.
    private func removalDraft(_ source: SourceSecrets, _ destination: DestinationState, _ gone: [Key]) -> PlanDraft {
        var draft = PlanDraft()
        let named = Set(
            options.managed(source.tagged(options.tags).secrets).map { options.keySchema.destinationKey(for: $0.key) })
        draft.plan.deletes = named.filter { $0.hasAddress && destination.entries[$0] != nil }.sorted()
        draft.plan.filtered = filteredKeys(source, destination)
        refuseExcess(of: destination.entries.keys.filter(manages), gone, &draft)
        refuseWhatNobodyAgreedTo(&draft)
        return draft
    }

    private func manages(_ key: Key) -> Bool {
        guard key.hasAddress else { return false }
        return options.manages(key)
    }

    private func filteredKeys(_ source: SourceSecrets, _ destination: DestinationState) -> FilteredKeys {
        var filtered = FilteredKeys()
        if options.keyFilter != .everyKey {
            let there = destination.entries.keys.compactMap { options.keySchema.sourceKey(for: $0) }
            filtered.count(Set(source.secrets.map(\.key)).union(there), options.keyFilter)
        }
        if let tags = options.tags { filtered.count(options.managed(source.secrets), tags) }
        return filtered
    }

    // MARK: Guards of deletions

    /// A source that is empty, or partly so, may have been read with a role that sees too little.
    private func refuseLossOfSource(_ review: SourceReview, _ source: SourceSecrets, _ draft: inout PlanDraft) {
        let deletes = draft.plan.deletes
        guard !deletes.isEmpty else { return }
        if review.wanted.isEmpty, review.doubtful.isEmpty, !options.allowEmptySource {
            draft.refusals.append(.emptySource(deletes, variable: variable("ALLOW_EMPTY_SOURCE")))
        }
        // An import that lists nothing is either empty, or hidden from the identity with all that it has. Whatever the
        // source lacks may be in there, so that it is deleted only where somebody has said that any number may be.
        // An empty secret is not lacking: the source has said that it is to be absent.
        let lacking = Set(deletes).subtracting(review.empty).sorted()
        if !source.emptyImports.isEmpty, !lacking.isEmpty, options.maxDeletions != .unlimited {
            draft.refusals.append(
                .emptyImports(
                    source.emptyImports, lacking, command: again, variable: variable("MAX_DELETIONS")))
        }
    }

    /// Counts what earlier rounds of the same push have deleted, and the keys that were there for it.
    private func refuseExcess(of managed: [Key], _ gone: [Key], _ draft: inout PlanDraft) {
        guard !draft.plan.deletes.isEmpty else { return }
        // An empty source that is allowed may delete every key.
        let allowsAll =
            options.allowEmptySource && draft.plan.creates.isEmpty && draft.plan.updates.isEmpty
            && draft.plan.unchanged == 0
        if options.maxDeletions == .standard, command.isShownFirst || allowsAll { return }
        let there = Set(managed).union(gone)
        let deletions = Set(gone).union(draft.plan.deletes)
        guard let allowed = options.maxDeletions.allowed(of: there.count), deletions.count > allowed else { return }
        draft.refusals.append(
            .tooManyDeletions(
                deletions.sorted(), of: there.count, allowed: allowed, command: again,
                variable: variable("MAX_DELETIONS")))
    }

    private func refuseWhatNobodyAgreedTo(_ draft: inout PlanDraft) {
        if let shown {
            let further =
                draft.plan.updates.map(\.key).filter { !shown.written.contains($0) }
                + draft.plan.deletes.filter { !shown.deleted.contains($0) }
            if !further.isEmpty { draft.refusals.append(.changedSinceShown(further.sorted())) }
        }
        if command == .initialize { return }
        let keepsRender = options.initialSyncBehavior == .importPrioritizeDestination
        let lost = draft.plan.deletes + (keepsRender ? draft.plan.updates.map(\.key) : [])
        if let refusal = sync.initialSyncRefusal(losing: lost.sorted()) { draft.refusals.insert(refusal, at: 0) }
    }

    /// The command that would do the same again.
    private var again: String { "\(command.word) \(sync.name)" }

    private func variable(_ field: String) -> String { "\(sync.variablePrefix)_\(field)" }
}
