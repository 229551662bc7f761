// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing
@testable import Basics

/// What is shown before somebody agrees to it.
struct PreviewTests {
    private static func preview(
        _ command: Command, _ behavior: SyncOptions.InitialSyncBehavior = .overwriteDestination, done: Bool = false,
        source: [String: String], destination: [String: String]
    ) async -> PushReport {
        let world = FakeWorld(source: source, destination: destination)
        let sync = SyncConfiguration.sample {
            $0.options.initialSyncBehavior = behavior
            $0.options.isInitialSyncDone = done
        }
        let report = await world.preview(command, sync)
        #expect(world.writes == [])
        return report
    }

    @Test func whatIsImportedIsNotDeletedAfterwards() async {
        let report = await Self.preview(
            .initialize, .importPrioritizeSource, source: ["A": "1"], destination: ["A": "2", "B": "3"])
        #expect(report.verdict == .drifted)
        #expect(report.imported == [Key("B")])
        #expect(report.overwritten == [])
        #expect(report.updated == [Key("A")])
        #expect(report.deleted == [])
    }

    @Test func whatInfisicalTrimsIsPushedBackTrimmed() async {
        let report = await Self.preview(
            .initialize, .importPrioritizeDestination, source: ["A": "1"], destination: ["A": " 2 "])
        #expect(report.overwritten == [Key("A")])
        #expect(report.updated == [Key("A")])
        #expect(report.message.contains("strips the white space around the value of A"))
    }

    @Test func anImportAndARemovalShowOneSide() async {
        let (source, destination) = (["A": "1"], ["A": "2", "B": "3"])
        let imported = await Self.preview(.import(.destination), source: source, destination: destination)
        #expect(imported.imported == [Key("B"), Key("A")])
        #expect(imported.created + imported.updated + imported.deleted == [])
        let removed = await Self.preview(.remove, source: source, destination: destination)
        #expect(removed.deleted == [Key("A")])
        #expect(removed.imported == nil)
    }

    @Test func aFirstPushThatHasBeenMadeIsNotMadeAgain() async {
        let report = await Self.preview(.initialize, done: true, source: ["A": "1"], destination: [:])
        #expect(report.verdict == .guarded)
        #expect(report.message.contains("RENDER_SYNC_API_INITIAL_SYNC_DONE"))
        #expect(report.calls == CallCounts())
    }

    @Test func bothSidesThatAgreeNeedNothing() async {
        let report = await Self.preview(
            .initialize, .importPrioritizeDestination, source: ["A": "1"], destination: ["A": "1"])
        #expect(report.verdict == .inSync)
    }
}
