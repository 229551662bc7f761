// SPDX-License-Identifier: MIT

import Logging
import SyncCore
import TestSupport
import Testing
@testable import Basics

/// Nothing that was shown is done from an older list than the one that it was shown from.
struct AgreedListTests {
    private static func list(_ version: Int64) -> [SourceSecret] {
        [
            SourceSecret(
                key: Key("A"), value: Secret("\(version)"), hints: SecretHints(id: Key("id of A"), version: version))
        ]
    }

    /// A source that answers with these versions of one secret, in order; the last one repeats.
    private static func world(_ versions: Int64..., render: [String: String] = ["A": "0"]) -> FakeWorld {
        let world = FakeWorld(source: [:], destination: render)
        world.with { $0.lists = versions.map(list) }
        return world
    }

    private let memory = SourceMemory()

    private func importing(_ world: FakeWorld, _ shown: PushReport) async -> PushReport {
        let deadline = FakeTime().deadline()
        return await Import(
            .sample(), source: FakeSource(world: world), memory: memory,
            destination: FakeDestination(world: world, deadline: deadline), deadline: deadline, counter: CallCounter(),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).run(.destination, ShownChanges(shown))
    }

    @Test func aPushIsNotMadeFromAnOlderList() async {
        #expect(await Self.world(2).preview(.initialize, memory: memory).updated == [Key("A")])
        let world = Self.world(1)
        #expect(await world.push(memory: memory).verdict == .gaveUp)
        #expect(world.writes == [])
    }

    @Test func aPreviewWaitsForANewerList() async {
        _ = await Self.world(2).preview(.remove, memory: memory)
        let world = Self.world(1, 2)
        #expect(await world.preview(.remove, memory: memory).verdict == .drifted)
        #expect(world.events.count { $0 == "read source" } == 2)
    }

    @Test func anImportIsNotMadeIntoAnOlderList() async {
        let shown = await Self.world(2).preview(.import(.destination), memory: memory)
        #expect(shown.overwritten == [Key("A")])
        let world = Self.world(1)
        let report = await importing(world, shown)
        #expect(report.verdict == .gaveUp)
        #expect(report.message.contains("an older version of A"))
        #expect(report.message.contains("nothing was imported"))
        #expect(world.writes == [])
    }

    @Test func anImportIntoTheListThatWasShownIsMade() async {
        let shown = await Self.world(2).preview(.import(.destination), memory: memory)
        let world = Self.world(2)
        let report = await importing(world, shown)
        #expect(report.verdict == .imported)
        #expect(report.overwritten == [Key("A")])
        #expect(world.writes == ["import A"])
    }
}

extension FakeSource: WritableSource {
    func create(_ entries: [Entry]) async throws(CallFailure) -> SourceWrite { try importing(entries) }
    func update(_ entries: [Entry]) async throws(CallFailure) -> SourceWrite { try importing(entries) }

    private func importing(_ entries: [Entry]) throws(CallFailure) -> SourceWrite {
        for entry in entries {
            try world.happen("import \(entry.key)") { $0.source[entry.key.name] = entry.value.exposed }
        }
        return .done
    }
}
