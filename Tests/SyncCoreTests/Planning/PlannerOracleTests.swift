// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing
@testable import Basics

/// Seeded random sources, destinations and options against an oracle that goes key by key and knows nothing of the
/// planner.
struct PlannerOracleTests {
    private struct World {
        var own: [(folder: String, key: String, value: String, tags: [String])] = []
        var imports: [[String: String]] = []
        var there: [String: String] = [:]
        var isRecursive: Bool
        var keeps: Bool
        var allowsEmpty: Bool
        var limit: String
        var included: Set<String>?
        var excluded: Set<String>
        var required: String?
        var tags: Set<String>?

        static let names = (0..<8).map { "K\($0)" }

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
            func value() -> String {
                if chance(2) { return "<hidden-by-infisical>" }
                return ["1", "2", "é", "e\u{301}", "", "todo"].randomElement(using: &random) ?? ""
            }
            func some() -> Set<String> { Set(Self.names.filter { _ in chance(40) }) }
            isRecursive = chance(25)
            keeps = chance(20)
            allowsEmpty = chance(30)
            limit = ["standard", "standard", "standard", "0", "2", "25%", "none"].randomElement(using: &random) ?? ""
            included = chance(15) ? some() : nil
            excluded = chance(15) ? some() : []
            required = chance(10) ? Self.names.randomElement(using: &random) : nil
            tags = chance(15) ? ["api", "shared"] : nil
            let density = [0, 20, 60, 90].randomElement(using: &random) ?? 0
            for name in Self.names where chance(density) {
                let tags = [[], ["api"], ["web", "shared"], ["web"]].randomElement(using: &random) ?? []
                own.append((isRecursive && chance(30) ? "/below" : "/", name, value(), tags))
            }
            if isRecursive, chance(15), let first = own.first {
                own.append((first.folder + "/twice", first.key, first.value, first.tags))
            }
            while chance(30) {
                imports.append(chance(25) ? [:] : Dictionary(uniqueKeysWithValues: some().map { ($0, value()) }))
            }
            let held = Self.names + (8..<14).map { "K\($0)" }
            for name in held where chance(55) { there[name] = ["1", "2", "e\u{301}"].randomElement(using: &random) }
        }

        func manages(_ name: String) -> Bool {
            (included?.contains(name) ?? true) && !excluded.contains(name)
        }

        var sync: SyncConfiguration {
            .sample { sync in
                sync.options.disableSecretDeletion = keeps
                sync.options.allowEmptySource = allowsEmpty
                sync.options.maxDeletions = DeletionLimit(limit) ?? .standard
                sync.options.keyFilter = KeyFilter(
                    included: included.map { $0.map { KeyGlob($0) } }, excluded: excluded.map { KeyGlob($0) })
                sync.options.tags = tags.map { Set($0.map { Key($0) }) }
                sync.options.requiredKeys = required.map { [KeyGlob($0)] } ?? []
            }
        }

        var source: SourceSecrets {
            SourceSecrets(
                direct: own.map { secret in
                    SourceSecret(
                        key: Key(secret.key), value: Secret(secret.value), path: secret.folder,
                        tags: secret.tags.map { Key($0) })
                },
                imports: imports.enumerated().map { SourceImport("dev /\($0.offset)", Planning.secrets($0.element)) },
                isRecursive: isRecursive)
        }

        /// What the destination must hold after an accepted plan; nil where it must be refused.
        var expected: [String: String]? {
            var source: [String: String] = [:]
            var count: [String: Int] = [:]
            // Imported secrets have no tags.
            for entries in tags == nil ? imports : [] {
                source.merge(entries) { $1 }
                if isRecursive { for name in entries.keys { count[name, default: 0] += 1 } }
            }
            for secret in own where tags?.isDisjoint(with: secret.tags) != true {
                source[secret.key] = secret.value
                count[secret.key, default: 0] += 1
            }
            if let required, ["", "todo", nil].contains(source[required]), source[required] == nil || manages(required)
            {
                return nil
            }
            source = source.filter { manages($0.key) }
            if count.contains(where: { manages($0.key) && $0.value > 1 }) { return nil }
            if source.values.contains("<hidden-by-infisical>") { return nil }
            let wanted = source.filter { !$0.value.isEmpty }
            let goes = keeps ? [] : there.keys.filter { manages($0) && wanted[$0] == nil }
            if wanted.isEmpty, !goes.isEmpty, !allowsEmpty { return nil }
            if imports.contains(where: \.isEmpty), limit != "none", goes.contains(where: { source[$0] == nil }) {
                return nil
            }
            let managed = there.keys.filter(manages).count
            let bound =
                switch limit {
                case "none": Int.max
                case "standard": wanted.isEmpty ? .max : max(5, managed / 2)
                case "25%": managed / 4
                default: Int(limit) ?? 0
                }
            if goes.count > bound { return nil }
            var after = there
            for name in goes { after[name] = nil }
            return after.merging(wanted) { $1 }
        }
    }

    @Test(arguments: 0..<2000 as Range<UInt64>)
    func aPlanIsAcceptedAndComesToWhatTheRulesSay(seed: UInt64) {
        let world = World(seed: seed)
        let planner = Planner(for: world.sync)
        var state = Planning.state(world.there)
        let draft = planner.draft(from: world.source, to: state)
        #expect(draft.plan.keys.allSatisfy { world.manages($0.name) })
        guard let expected = world.expected else {
            #expect(!draft.refusals.isEmpty)
            return
        }
        #expect(draft.refusals == [])
        for write in draft.plan.creates + draft.plan.updates { state.entries[write.key] = write.value }
        for key in draft.plan.deletes { state.entries[key] = nil }
        #expect(state == Planning.state(expected))
        #expect(planner.draft(from: world.source, to: state).plan.isEmpty)
    }

    /// Both outcomes occur, or the oracle would have nothing to say.
    @Test func worldsOfBothOutcomesAreMet() {
        let accepted = (0..<2000 as Range<UInt64>).count { World(seed: $0).expected != nil }
        #expect((400...1800).contains(accepted))
    }
}
