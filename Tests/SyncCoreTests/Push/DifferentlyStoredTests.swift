// SPDX-License-Identifier: MIT

import SyncCore
import Testing
import TestSupport
@testable import Basics

/// A destination that holds something else than what was written.
@Suite struct DifferentlyStoredTests {
    private static func redeploying(_ kind: SyncDestination.Kind = .env) -> SyncConfiguration {
        .sample {
            $0.options.autoRedeployServices = true
            $0.destination.kind = kind
        }
    }

    /// Trims what is written, or keeps nothing of it.
    private static func trimming(_ world: FakeWorld) {
        world.onEvent { event, state in
            guard event == "read destination" else { return }
            for (key, value) in state.destination {
                let trimmed = value.unicodeScalars.filter { $0 != " " && $0 != "\r" }
                state.destination[key] = trimmed.isEmpty ? nil : String(String.UnicodeScalarView(trimmed))
            }
        }
    }

    @Test(arguments: [" padded", "two\r\nlines", "  "], [SyncDestination.Kind.env, .file])
    func aValueThatIsStoredDifferentlyEndsTheRoundsWithoutADeploy(value: String, kind: SyncDestination.Kind) async {
        let world = FakeWorld(source: ["A": value, "B": "1"], destination: ["B": "1"])
        Self.trimming(world)
        // Whenever it runs again.
        for _ in 0..<2 {
            let before = world.writes.count
            let report = await world.push(Self.redeploying(kind))
            #expect(report.verdict == .failed)
            #expect(report.verdict.exitCode == 69)
            #expect(report.outcome == .storedDifferently([Key("A")]))
            #expect(report.unwritten == [Key("A")])
            #expect(report.message.contains("Render stored A differently from what was written"))
            #expect(report.rounds == 2)
            #expect(report.deployIDs == [])
            #expect(world.writes.dropFirst(before).allSatisfy { $0 == "PUT A" })
        }
    }

    @Test func whatElseChangedIsRedeployedOnce() async {
        let world = FakeWorld(source: ["A": " padded", "B": "2"], destination: ["B": "1"])
        Self.trimming(world)
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == .failed)
        #expect(report.deployIDs == ["dep-srv-1"])
        #expect(world.destination["B"] == "2")
        #expect(await world.push(Self.redeploying()).deployIDs == [])
    }

    @Test func aBulkWriteThatIsStoredDifferentlyNamesTheKeys() async {
        let source = Dictionary(uniqueKeysWithValues: (0..<30).map { ("K\($0)", $0 < 2 ? " v" : "v") })
        let world = FakeWorld(source: source, destination: [:])
        Self.trimming(world)
        let report = await world.push()
        #expect(report.outcome == .storedDifferently([Key("K0"), Key("K1")]))
    }

    @Test func aKeyThatCannotBeDeletedEndsTheRounds() async {
        let world = FakeWorld(source: ["A": "1"], destination: ["A": "1", "B": "2"])
        world.onEvent { event, state in if event == "read destination" { state.destination["B"] = "2" } }
        #expect(await world.push().outcome == .storedDifferently([Key("B")]))
    }

    @Test func anotherWriterWhoStopsIsNoStoreThatChangesValues() async {
        let world = FakeWorld(source: ["A": "1"], destination: ["A": "0"])
        world.onEvent { event, state in
            if event == "read destination", state.count("PUT A") == 1 { state.destination["A"] = "other" }
        }
        let report = await world.push()
        #expect(report.verdict == .synced)
        #expect(report.rounds == 2)
    }

    @Test func aSourceThatChangesMeanwhileIsPushedAlthoughItsOldValueWasStoredDifferently() async {
        let world = FakeWorld(source: ["A": " 1", "B": "1"], destination: [:])
        world.onEvent { event, state in
            if event == "read destination" { state.destination["A"]?.removeAll { $0 == " " } }
            if event == "PUT A", state.count("PUT A") == 2 { state.source["A"] = "2" }
        }
        let report = await world.push()
        #expect(report.verdict == .synced)
        #expect(world.destination == ["A": "2", "B": "1"])
    }
}
