// SPDX-License-Identifier: MIT

import SyncCore
import Testing
import TestSupport
@testable import Basics

@Suite struct PlannerTests {
    private static func sync(
        _ change: (inout SyncOptions) throws -> Void = { _ in }
    ) rethrows -> SyncConfiguration {
        var sync = SyncConfiguration(
            name: "api", variablePrefix: "RENDER_SYNC_API", source: SyncSource(projectID: "p", environment: "prod"),
            destination: SyncDestination(scope: .service("srv-1")), renderAPIKey: RenderAPIKey(Secret("k")))
        try change(&sync.options)
        return sync
    }

    private static func source(_ entries: [String: String]) -> SourceSecrets {
        SourceSecrets(direct: entries.map { SourceSecret(key: Key($0.key), value: Secret($0.value)) })
    }

    private static func state(_ entries: [String: String]) -> DestinationState {
        DestinationState(
            entries: Dictionary(uniqueKeysWithValues: entries.map { (Key($0.key), Secret($0.value)) }))
    }

    @Test func onlyDifferencesArePlanned() throws {
        let plan = try Planner(for: Self.sync()).plan(
            from: Self.source(["A": "1", "B": "2", "C": "3"]), to: Self.state(["A": "1", "B": "x", "D": "4"]))
        #expect(plan.creates.map(\.key) == [Key("C")])
        #expect(plan.updates.map(\.key) == [Key("B")])
        #expect(plan.deletes == [Key("D")])
        #expect(plan.unchanged == 1)
    }

    @Test func anEmptySourceIsRefusedUnlessAllowed() throws {
        let refusal = GuardRefusal.emptySource([Key("A")], variable: "RENDER_SYNC_API_ALLOW_EMPTY_SOURCE")
        #expect(throws: refusal) {
            try Planner(for: Self.sync()).plan(from: Self.source(["A": ""]), to: Self.state(["A": "1"]))
        }
        let allowing = Self.sync { $0.allowEmptySource = true }
        #expect(
            try Planner(for: allowing).plan(from: Self.source([:]), to: Self.state(["A": "1"])).deletes == [Key("A")])
    }

    @Test func moreDeletionsThanAllowedAreRefused() {
        let careful = Self.sync { $0.maxDeletions = .count(1) }
        let refusal = GuardRefusal.tooManyDeletions(
            [Key("B"), Key("C")], of: 2, allowed: 1, command: "sync api", variable: "RENDER_SYNC_API_MAX_DELETIONS")
        #expect(throws: refusal) {
            try Planner(for: careful).plan(from: Self.source(["A": "1"]), to: Self.state(["B": "1", "C": "1"]))
        }
    }

    @Test func aRefusedRemovalNamesItsOwnCommand() {
        let careful = Self.sync { $0.maxDeletions = .count(0) }
        let draft = Planner(for: careful, .remove).draft(
            from: Self.source(["A": "1"]), to: Self.state(["A": "1"]))
        #expect(draft.refusals.first?.message.hasSuffix("_MAX_DELETIONS=1 render-sync remove api") == true)
    }

    @Test(arguments: ["1A", "A B", "A/B", "..", "Ä"])
    func aKeyThatRenderCannotHoldIsRefused(name: String) {
        #expect(throws: GuardRefusal.unholdableKeys([Key(name)], .env)) {
            try Planner(for: Self.sync()).plan(from: Self.source([name: "1"]), to: Self.state([:]))
        }
    }

    /// In an address they would name something else.
    @Test(arguments: [".", ".."])
    func aKeyWithoutAnAddressOfItsOwnIsNotManaged(name: String) throws {
        let plan = try Planner(for: Self.sync()).plan(
            from: Self.source(["A": "1"]), to: Self.state(["A": "1", name: "2"]))
        #expect(plan.isEmpty)
    }

    @Test func namesInARefusalAreMadeFitToPrint() {
        let key = Key("A\u{1B}[31m")
        let refusals: [GuardRefusal] = [
            .collisions([KeyCollision(key, paths: ["/x\u{1B}", "/y"])]), .hiddenValues([key]),
            .unholdableKeys([key], .env),
            .unholdableKeys([key], .file), .brokenText([key]),
        ]
        for refusal in refusals {
            #expect(refusal.message.contains("A [31m"))
            #expect(!refusal.message.contains("\u{1B}"))
        }
    }

    @Test func aHiddenValueIsRefused() {
        let hidden = SourceSecrets(direct: [SourceSecret(key: Key("A"), value: Secret("x"), isHidden: true)])
        #expect(throws: GuardRefusal.hiddenValues([Key("A")])) {
            try Planner(for: Self.sync()).plan(from: hidden, to: Self.state([:]))
        }
    }

    @Test func oneKeyInTwoFoldersIsRefusedAndNamed() {
        let twice = SourceSecrets(direct: [
            SourceSecret(key: Key("A"), value: Secret("1"), path: "/x"),
            SourceSecret(key: Key("A"), value: Secret("1"), path: "/y"),
        ])
        #expect(throws: GuardRefusal.collisions([KeyCollision(Key("A"), paths: ["/x", "/y"])])) {
            try Planner(for: Self.sync()).plan(from: twice, to: Self.state([:]))
        }
    }

    @Test func laterImportsWinOverEarlierAndDirectSecretsOverBoth() {
        func secret(_ key: String, _ value: String) -> SourceSecret { .init(key: Key(key), value: Secret(value)) }
        let resolved = SourceSecrets(
            direct: [secret("A", "direct")],
            imports: [
                SourceImport("dev /a", [secret("A", "1"), secret("B", "1"), secret("C", "1")]),
                SourceImport("dev /b", [secret("B", "2")]),
            ])
        let values = Dictionary(uniqueKeysWithValues: resolved.secrets.map { ($0.key.name, $0.value.exposed) })
        #expect(values == ["A": "direct", "B": "2", "C": "1"])
    }

    /// The oracle says, key by key, what the destination must hold after the plan; it knows nothing of the planner.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func applyingAPlanGivesWhatTheRulesSay(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let schema = ["", "APP_{{secretKey}}", "{{secretKey}}_X", "A_{{environment}}_{{secretKey}}_Z"].randomElement(
            using: &random)
        let keepsStale = Bool.random(using: &random)
        let template = schema ?? ""
        let sync = try Self.sync {
            $0.keySchema = template.isEmpty ? .identity : try KeySchema(template, environment: "prod")
            $0.disableSecretDeletion = keepsStale
            $0.allowEmptySource = true
            $0.maxDeletions = .unlimited
        }
        let halves = (template.isEmpty ? "{{secretKey}}" : template).split(
            separator: "{{secretKey}}", omittingEmptySubsequences: false
        ).map { $0.split(separator: "{{environment}}", omittingEmptySubsequences: false).joined(separator: "prod") }
        var source: [String: String] = [:]
        for number in 0..<Int.random(in: 0...12, using: &random) {
            source["K\(number)"] = ["", "1", "2", "é"].randomElement(using: &random) ?? ""
        }
        var destination: [String: String] = [:]
        for number in 0..<Int.random(in: 0...16, using: &random) {
            let name = Bool.random(using: &random) ? "\(halves[0])K\(number)\(halves[1])" : "OTHER\(number)"
            destination[name] = ["1", "2", "e\u{301}"].randomElement(using: &random) ?? ""
        }
        destination[halves[0] + halves[1]] = template.isEmpty ? nil : "only prefix and suffix"

        var expected = destination
        for name in destination.keys {
            let isManaged =
                name.hasPrefix(halves[0]) && name.hasSuffix(halves[1]) && name.count > halves[0].count + halves[1].count
            if isManaged, !keepsStale { expected[name] = nil }
        }
        for (key, value) in source where !value.isEmpty { expected[halves[0] + key + halves[1]] = value }

        let planner = Planner(for: sync)
        var state = Self.state(destination)
        let plan = try planner.plan(from: Self.source(source), to: state)
        for write in plan.creates + plan.updates { state.entries[write.key] = write.value }
        for key in plan.deletes { state.entries[key] = nil }
        #expect(state == Self.state(expected))
        #expect(try planner.plan(from: Self.source(source), to: state).isEmpty)
    }
}
