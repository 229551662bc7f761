// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing

/// Deletions are earned: how many, and on whose word.
struct DeletionGuardTests {
    private struct Row {
        /// Managed keys that the source has too, and that it lacks.
        var stay: Int
        var go: Int
        var limit = DeletionLimit.standard
        var command = Command.sync
        var isRefused: Bool
    }

    private static let rows: [Row] = [
        // Five may always go, however many there are.
        Row(stay: 1, go: 5, isRefused: false), Row(stay: 1, go: 6, isRefused: true),
        // More than five, but not more than half.
        Row(stay: 6, go: 6, isRefused: false), Row(stay: 5, go: 6, isRefused: true),
        Row(stay: 7, go: 8, isRefused: true),
        Row(stay: 100, go: 100, isRefused: false), Row(stay: 99, go: 100, isRefused: true),
        // Somebody's own limit holds instead.
        Row(stay: 1, go: 35, limit: .unlimited, isRefused: false),
        Row(stay: 1, go: 35, limit: .count(35), isRefused: false),
        Row(stay: 1, go: 35, limit: .count(34), isRefused: true),
        Row(stay: 9, go: 1, limit: .count(0), isRefused: true),
        Row(stay: 7, go: 3, limit: .percentage(30), isRefused: false),
        Row(stay: 8, go: 3, limit: .percentage(27), isRefused: true),
        Row(stay: 9, go: 1, limit: .percentage(0), isRefused: true),
        Row(stay: 1, go: 99, limit: .percentage(100), isRefused: false),
        // What is shown first is bound by no limit that nobody has set.
        Row(stay: 1, go: 35, command: .initialize, isRefused: false),
        Row(stay: 1, go: 35, limit: .count(34), command: .initialize, isRefused: true),
    ]

    @Test(arguments: rows.indices)
    func aLimitBoundsWhatOnePushDeletes(index: Int) {
        let row = Self.rows[index]
        let stay = Planning.keys("S", row.stay)
        let draft = Planning.draft(
            .sample { $0.options.maxDeletions = row.limit }, stay, stay.merging(Planning.keys("G", row.go)) { $1 },
            command: row.command)
        #expect(draft.plan.deletes.count == row.go)
        #expect(draft.refusals.map(\.name) == (row.isRefused ? ["too many deletions"] : []))
    }

    @Test func whatEarlierRoundsDeletedCounts() {
        let stay = Planning.keys("S", 3)
        let there = stay.merging(["G5": "1"]) { $1 }
        let gone = (0..<5).map { "G\($0)" }
        #expect(Planning.draft(stay, there, gone: gone).refusals.map(\.name) == ["too many deletions"])
        #expect(Planning.draft(stay, there, gone: Array(gone.dropLast())).refusals.isEmpty)
        // Nothing more is deleted: what is done is done.
        #expect(Planning.draft(stay, stay, gone: gone).refusals.isEmpty)
    }

    @Test func theRefusalNamesTheKeysTheVariableAndTheCommand() throws {
        let draft = Planning.draft(["A": "1"], Planning.keys("G", 25))
        let refusal = try #require(draft.refusals.first)
        #expect(refusal.keys.count == 25)
        #expect(refusal.message.contains("G0, G1, G10"))
        #expect(refusal.message.contains("and 5 more"))
        #expect(refusal.message.contains("RENDER_SYNC_API_MAX_DELETIONS=25 render-sync sync api"))
    }

    @Test func aRemovalDeletesAllThatTheSourceHasWithinAnExplicitLimit() {
        let source = Planning.keys("K", 30)
        #expect(Planning.draft(source, source, command: .remove).refusals.isEmpty)
        let limited = SyncConfiguration.sample { $0.options.maxDeletions = .count(29) }
        #expect(Planning.draft(limited, source, source, command: .remove).refusals.count == 1)
    }

    // MARK: Empty sources

    @Test func anEmptySourceThatDeletesNothingIsNotRefused() {
        let keeping = SyncConfiguration.sample { $0.options.disableSecretDeletion = true }
        let draft = Planning.draft(keeping, [:], ["A": "1"])
        #expect(draft.refusals.isEmpty)
        #expect(draft.plan.isEmpty)
    }

    @Test func whoAllowsAnEmptySourceAllowsItToDeleteAll() {
        let allowing = SyncConfiguration.sample { $0.options.allowEmptySource = true }
        #expect(Planning.draft(allowing, [:], Planning.keys("K", 9)).refusals.isEmpty)
        #expect(Planning.draft(allowing, ["A": "1"], Planning.keys("K", 9)).refusals.count == 1)
    }

    // MARK: Empty imports

    @Test func aKeyThatAnEmptyImportMayHaveHadIsNotDeleted() throws {
        let draft = Planning.draft(["A": "1"], ["A": "1", "FROM_IMPORT": "2"], imports: [SourceImport("dev /shared")])
        #expect(draft.plan.deletes == [Key("FROM_IMPORT")])
        let refusal = try #require(draft.refusals.first)
        #expect(refusal.name == "empty import")
        #expect(refusal.keys == [Key("FROM_IMPORT")])
        #expect(refusal.message.contains("dev /shared"))
        #expect(refusal.message.contains("RENDER_SYNC_API_MAX_DELETIONS=none render-sync sync api"))
        #expect(draft.plan.warnings == [.emptyImport(["dev /shared"])])
    }

    @Test func anEmptyImportWithoutADeletionIsOnlyWarnedOf() {
        let draft = Planning.draft(["A": "1", "B": "2"], ["A": "1"], imports: [SourceImport("dev /shared")])
        #expect(draft.refusals.isEmpty)
        #expect(draft.plan.creates.map(\.key) == [Key("B")])
        #expect(draft.plan.warnings == [.emptyImport(["dev /shared"])])
    }

    @Test func anEmptiedSecretIsNoLossOfAnEmptyImport() {
        let draft = Planning.draft(["A": "1", "B": ""], ["A": "1", "B": "2"], imports: [SourceImport("dev /shared")])
        #expect(draft.refusals.isEmpty)
        #expect(draft.plan.deletes == [Key("B")])
    }

    @Test(arguments: [DeletionLimit.count(9), .percentage(100)])
    func onlyAnyNumberLiftsTheDoubtAboutAnEmptyImport(limit: DeletionLimit) {
        let imports = [SourceImport("dev /shared")]
        func names(_ limit: DeletionLimit) -> [String] {
            Planning.draft(
                .sample { $0.options.maxDeletions = limit }, ["A": "1"], ["A": "1", "B": "2"], imports: imports
            ).refusals.map(\.name)
        }
        #expect(names(limit) == ["empty import"])
        #expect(names(.unlimited) == [])
    }

    // MARK: The first push

    private static func importing(
        _ behavior: SyncOptions.InitialSyncBehavior, done: Bool = false
    ) -> SyncConfiguration {
        .sample {
            $0.options.initialSyncBehavior = behavior
            $0.options.isInitialSyncDone = done
        }
    }

    @Test func nothingButInitPushesBeforeTheFirstPush() throws {
        let (source, there) = (["A": "1"], ["A": "2", "ONLY_RENDER": "3"])
        let draft = Planning.draft(Self.importing(.importPrioritizeSource), source, there)
        let refusal = try #require(draft.refusals.first)
        #expect(refusal.name == "initial sync not done")
        #expect(refusal.keys == [Key("ONLY_RENDER")])
        #expect(refusal.message.contains("run: render-sync init api, then set RENDER_SYNC_API_INITIAL_SYNC_DONE=true"))
        // The plan is there to be shown.
        #expect(draft.plan.changes == 2)
        let keepingRender = Planning.draft(Self.importing(.importPrioritizeDestination), source, there)
        #expect(keepingRender.refusals.first?.keys == [Key("A"), Key("ONLY_RENDER")])
        let removal = Planning.draft(Self.importing(.importPrioritizeSource), source, there, command: .remove)
        #expect(removal.refusals.map(\.name) == ["initial sync not done"])
    }

    @Test func theFirstPushAndThoseAfterItAreNotHeldUp() {
        let (source, there) = (["A": "1"], ["A": "2", "ONLY_RENDER": "3"])
        let waiting = Self.importing(.importPrioritizeSource)
        #expect(Planning.draft(waiting, source, there, command: .initialize).refusals.isEmpty)
        #expect(Planning.draft(Self.importing(.importPrioritizeSource, done: true), source, there).refusals.isEmpty)
        #expect(Planning.draft(Self.importing(.overwriteDestination), source, there).refusals.isEmpty)
    }

    @Test func whatNobodyWasShownIsNeitherOverwrittenNorDeleted() {
        var report = PushReport(sync: "api", verdict: .drifted)
        report.updated = [Key("A")]
        report.deleted = [Key("D")]
        let shown = ShownChanges(report)
        #expect(Planning.draft(["A": "1"], ["A": "2", "D": "3"], command: .initialize, shown: shown).refusals.isEmpty)
        let more = Planning.draft(
            ["A": "1", "B": "1", "N": "1"], ["A": "2", "B": "2", "D": "3", "E": "4"], command: .initialize,
            shown: shown)
        #expect(more.refusals == [.changedSinceShown([Key("B"), Key("E")])])
    }
}
