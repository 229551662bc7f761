// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing
@testable import Basics

/// TAGS: only secrets that carry one of them are in the source.
struct TagTests {
    private static func sync(
        _ tags: [String]? = ["api"], _ change: (inout SyncConfiguration) -> Void = { _ in }
    ) -> SyncConfiguration {
        .sample {
            $0.options.tags = tags.map { Set($0.map { Key($0) }) }
            change(&$0)
        }
    }

    private static func secret(_ name: String, _ tags: [String]?) -> SourceSecret {
        SourceSecret(key: Key(name), value: Secret("v"), tags: tags?.map { Key($0) })
    }

    private static func draft(
        _ sync: SyncConfiguration, _ secrets: [SourceSecret], imports: [SourceImport] = [], holding: [String] = []
    ) -> PlanDraft {
        let source = SourceSecrets(direct: secrets, imports: imports)
        let held = DestinationState(entries: Dictionary(uniqueKeysWithValues: holding.map { (Key($0), Secret("v")) }))
        return Planner(for: sync).draft(from: source, to: held)
    }

    @Test func aSecretWithOneOfTheTagsIsInTheSource() {
        let secrets = [
            Self.secret("A", ["api"]), Self.secret("B", ["web", "worker"]), Self.secret("C", []),
            Self.secret("D", ["API"]), Self.secret("E", ["ap"]),
        ]
        #expect(Self.draft(Self.sync(["api", "worker"]), secrets).plan.creates.map(\.key.name) == ["A", "B"])
        #expect(Self.draft(Self.sync(nil), secrets).plan.creates.count == 5)
    }

    @Test func slugsAreComparedAsBytes() {
        #expect(Self.draft(Self.sync(["caf\u{E9}"]), [Self.secret("A", ["cafe\u{301}"])]).plan.creates.isEmpty)
    }

    @Test func aSecretThatLosesItsTagIsDeleted() {
        let draft = Self.draft(Self.sync(), [Self.secret("A", ["api"]), Self.secret("B", [])], holding: ["A", "B"])
        #expect(draft.refusals.isEmpty)
        #expect(draft.plan.deletes == [Key("B")])
        #expect(draft.plan.filtered.text == "TAGS leaves out 1 key")
    }

    @Test func whenNothingCarriesTheTagTheSourceIsEmpty() {
        let draft = Self.draft(Self.sync(), [Self.secret("A", ["web"])], holding: ["A"])
        #expect(draft.refusals.map(\.name) == ["empty source"])
    }

    @Test func importedSecretsAreLeftOutAndCounted() {
        let imports = [SourceImport("prod /shared", [Self.secret("I", nil), Self.secret("J", nil)])]
        let draft = Self.draft(Self.sync(), [Self.secret("A", ["api"])], imports: imports)
        #expect(draft.plan.creates.map(\.key.name) == ["A"])
        #expect(draft.plan.warnings == [.untaggedImports(2)])
        let silent = Self.sync { $0.options.warnings = [] }
        #expect(Self.draft(silent, [Self.secret("A", ["api"])], imports: imports).plan.warnings == [])
    }

    /// A server that tells no tags must not look like one whose secrets have lost them.
    @Test func aListWithoutTagsIsRefused() {
        let draft = Self.draft(Self.sync(), [Self.secret("A", nil), Self.secret("B", nil)], holding: ["A"])
        #expect(draft.refusals.map(\.name) == ["tags unknown"])
        #expect(draft.plan.isEmpty && draft.plan.warnings.isEmpty)
        #expect(Self.draft(Self.sync(), [Self.secret("A", ["api"]), Self.secret("B", nil)]).refusals.isEmpty)
    }

    @Test func aRequiredKeyMustCarryATag() {
        let sync = Self.sync { $0.options.requiredKeys = [KeyGlob("B")] }
        let draft = Self.draft(sync, [Self.secret("A", ["api"]), Self.secret("B", [])])
        #expect(draft.refusals.map(\.name) == ["requirements"])
    }

    @Test func removeDeletesWhatCarriesATag() {
        let source = SourceSecrets(direct: [Self.secret("A", ["api"]), Self.secret("B", [])])
        let held = DestinationState(entries: [Key("A"): Secret("v"), Key("B"): Secret("v")])
        let sync = Self.sync { $0.options.maxDeletions = .unlimited }
        var preview = PushReport(sync: "api", verdict: .drifted)
        preview.deleted = [Key("A"), Key("B")]
        let shown = ShownChanges(preview)
        let draft = Planner(for: sync, .remove, shown: shown).draft(from: source, to: held)
        #expect(draft.plan.deletes == [Key("A")])
    }

    @Test func removeDoesNotTakeUnknownTagsForNone() {
        let shown = ShownChanges(PushReport(sync: "api", verdict: .drifted))
        let draft = Planner(for: Self.sync(), .remove, shown: shown).draft(
            from: SourceSecrets(direct: [Self.secret("A", nil)]),
            to: DestinationState(entries: [Key("A"): Secret("v")]))
        #expect(draft.refusals.map(\.name) == ["tags unknown"])
    }

    /// What an import makes has no tag, and would be deleted at Render by the next push.
    @Test func anImportIsRefused() {
        let held = DestinationState(entries: [Key("A"): Secret("v"), Key("B"): Secret("new")])
        for (secrets, refused) in [
            ([Self.secret("B", ["api"])], ["A"]), ([Self.secret("A", ["api"]), Self.secret("B", [])], ["B"]),
        ] {
            #expect(throws: GuardRefusal.untaggedImport(refused.map { Key($0) })) {
                try ImportPlanner(Self.sync().options, priority: .destination)
                    .plan(from: held, into: SourceSecrets(direct: secrets))
            }
        }
    }
}
