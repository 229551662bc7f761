// SPDX-License-Identifier: MIT

import SyncCore
import Testing
import TestSupport
@testable import Basics

@Suite struct PushTests {
    private static let refused = CallFailure(.refused, "refused (400)")
    private static let lost = CallFailure(.mayPass, "no answer in time", mayHaveTakenEffect: true)

    private static func redeploying(_ change: (inout SyncOptions) -> Void = { _ in }) -> SyncConfiguration {
        .sample {
            $0.options.autoRedeployServices = true
            change(&$0.options)
        }
    }

    // MARK: The way of a push

    @Test func whatDiffersIsWrittenAndConfirmed() async {
        let world = FakeWorld(source: ["A": "1", "B": "2", "C": "3"], destination: ["A": "1", "B": "x", "D": "4"])
        let report = await world.push()
        #expect(world.destination == ["A": "1", "B": "2", "C": "3"])
        #expect(report.verdict == .synced)
        #expect(report.created == [Key("C")])
        #expect(report.updated == [Key("B")])
        #expect(report.deleted == [Key("D")])
        #expect(report.unchanged == 1)
        #expect(report.rounds == 1)
        #expect(world.writes == ["PUT C", "PUT B", "DELETE D"])
        #expect(world.events.suffix(2).sorted() == ["read destination", "read source"])
    }

    @Test func nothingToChangeIsNoWriteNoSecondReadAndNoDeploy() async {
        let world = FakeWorld(source: ["A": "1"], destination: ["A": "1"])
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == .unchanged)
        #expect(report.rounds == 0)
        #expect(world.events.sorted() == ["read destination", "read source"])
    }

    @Test func upsertsComeBeforeDeletesWhateverTheirNames() async {
        let world = FakeWorld(source: ["Z": "1", "Y": "2"], destination: ["A": "1", "Y": "1"])
        _ = await world.push()
        #expect(world.writes == ["PUT Z", "PUT Y", "DELETE A"])
    }

    @Test func anEmptyValueIsAbsentAndNamed() async {
        let world = FakeWorld(source: ["A": "1", "E": ""], destination: ["E": "old"])
        let report = await world.push()
        #expect(world.destination == ["A": "1"])
        #expect(report.skipped == [Key("E")])
        #expect(report.deleted == [Key("E")])
    }

    /// It is not what the source says, so nothing calls it synced.
    @Test func anEmptyValueWhoseOldOneStaysIsNotInSync() async {
        let world = FakeWorld(source: ["A": "1", "E": ""], destination: ["E": "old"])
        for writes in [["PUT A"], ["PUT A"]] {
            let report = await world.push(.sample { $0.options.disableSecretDeletion = true })
            #expect(world.writes == writes)
            #expect(report.verdict == .stillDrifted)
            #expect(report.kept == [Key("E")])
            #expect(report.message.contains("not in sync: E"))
        }
    }

    @Test func aRefusedPlanNamesEveryKeyThatItDoesNotWrite() async {
        let there = Dictionary(uniqueKeysWithValues: (0..<30).map { ("K\($0)", "1") })
        let report = await FakeWorld(source: ["A": "1"], destination: there).push()
        #expect(report.verdict == .guarded)
        #expect(report.refused.count == 30)
        #expect(report.unwritten.count == 31)
    }

    @Test func manyChangesOfAServiceAreOneCall() async {
        let source = Dictionary(uniqueKeysWithValues: (0..<21).map { ("K\($0)", "v") })
        let world = FakeWorld(source: source, destination: ["OLD": "1"])
        let report = await world.push()
        #expect(world.writes == ["PUT *"])
        #expect(world.destination == source)
        #expect(report.created.count == 21)
        #expect(report.deleted == [Key("OLD")])
    }

    @Test func aBulkWriteThatIsInsistedOnKeepsTheKeysOfOthers() async throws {
        let world = FakeWorld(source: ["A": "1"], destination: ["APP_B": "2", "OTHER": "3"])
        let schema = try KeySchema("APP_{{secretKey}}", environment: "prod")
        let sync = SyncConfiguration.sample {
            $0.options.keySchema = schema
            $0.options.bulkWrites = .always
        }
        _ = await world.push(sync)
        #expect(world.writes == ["PUT *"])
        #expect(world.destination == ["APP_A": "1", "OTHER": "3"])
    }

    // MARK: Rounds

    @Test func aSourceThatChangedMeanwhileIsPushedInAnotherRound() async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.onEvent { event, state in if event == "PUT A", state.source["A"] == "1" { state.source["A"] = "2" } }
        let report = await world.push()
        #expect(world.destination == ["A": "2"])
        #expect(report.verdict == .synced)
        #expect(report.rounds == 2)
        #expect(report.created == [Key("A")])
        #expect(report.updated == [])
    }

    @Test func aKeyThatComesBackInALaterRoundIsReportedAsUpdated() async {
        let world = FakeWorld(source: ["A": "1"], destination: ["A": "1", "B": "2"])
        world.onEvent { event, state in if event == "DELETE B" { state.source["B"] = "3" } }
        let report = await world.push()
        #expect(world.destination == ["A": "1", "B": "3"])
        #expect(report.updated == [Key("B")])
        #expect(report.created + report.deleted == [])
    }

    @Test func aDestinationThatNeverSettlesIsGivenUpAfterFiveRounds() async {
        let world = FakeWorld(source: ["A": "1"], destination: ["A": "0"])
        world.onEvent { event, state in
            if event == "read destination", state.count("PUT A") > 0 {
                state.destination["A"] = "other \(state.count("PUT A"))"
            }
        }
        let report = await world.push()
        #expect(report.verdict == .gaveUp)
        #expect(report.rounds == Push.roundBound)
        #expect(world.writes.count == Push.roundBound)
        #expect(report.updated == [Key("A")])
        #expect(report.next == "render-sync sync api")
    }

    @Test func theMostDeletionsAreCountedOverAllRounds() async {
        let world = FakeWorld(
            source: ["A": "1", "B": "1", "C": "1"], destination: ["A": "1", "B": "1", "C": "1", "D": "1"])
        world.onEvent { event, state in if event.hasPrefix("DELETE") { state.source["B"] = nil } }
        let report = await world.push(.sample { $0.options.maxDeletions = .count(1) })
        #expect(report.verdict == .guarded)
        #expect(report.deleted == [Key("D")])
        #expect(world.destination["B"] == "1")
    }

    // MARK: Guards

    @Test func aGuardRefusesBeforeAnyWrite() async {
        let world = FakeWorld(source: [:], destination: ["A": "1"])
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == .guarded)
        #expect(report.message.contains("RENDER_SYNC_API_ALLOW_EMPTY_SOURCE"))
        #expect(report.message.contains("nothing was written"))
        #expect(world.writes == [])
    }

    @Test func aGuardOfALaterRoundReportsWhatWasWritten() async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.onEvent { event, state in if event == "PUT A" { state.source = [:] } }
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == .guarded)
        #expect(report.created == [Key("A")])
        #expect(report.message.contains("1 created, 0 updated, 0 deleted"))
        // The first round was written whole: it is put to work.
        #expect(report.deployIDs == ["dep-srv-1"])
    }

    // MARK: Failures

    /// Three writes, one after the other; each of them fails once.
    @Test(
        arguments: [
            ("PUT B", [], ["B", "C", "D"]), ("PUT C", ["B"], ["C", "D"]), ("DELETE D", ["B", "C"], ["D"]),
        ] as [(String, [String], [String])])
    func aRefusedWriteIsReportedWithWhatWasWrittenAndWhatNot(event: String, done: [String], left: [String]) async {
        let world = FakeWorld(source: ["A": "1", "B": "2", "C": "3"], destination: ["A": "1", "D": "4"])
        world.fail(event, Self.refused)
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == .failed)
        #expect((report.created + report.updated + report.deleted).map(\.name) == done)
        #expect(report.unwritten.map(\.name) == left)
        #expect(report.deployIDs == [])
        #expect(Set(world.destination.keys) == Set(["A", "D"] + done))
    }

    /// Render's word for a write is all there is, as long as nobody has read it back.
    @Test func aWriteThatNobodyReadBackIsNotConfirmed() async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.onEvent { event, state in if event == "PUT A" { state.failures["read destination"] = Self.refused } }
        let report = await world.push()
        #expect(report.created == [Key("A")])
        #expect(report.facts == ["1 of 1 written, 0 not", "what was written was not read back"])
    }

    @Test func aWriteWhoseAnswerWasLostIsNeitherWrittenNorNot() async {
        let world = FakeWorld(source: ["A": "1", "B": "2"], destination: [:])
        world.fail("PUT A", Self.lost)
        let report = await world.push()
        #expect(report.verdict == .gaveUp)
        #expect(report.created == [])
        #expect(report.unconfirmed == [Key("A")])
        #expect(report.unwritten == [Key("B")])
    }

    @Test func aBulkWriteWhoseAnswerWasLostMayHaveChangedEveryKey() async {
        let world = FakeWorld(source: ["A": "1"], destination: ["B": "2"])
        world.fail("PUT *", Self.lost)
        let report = await world.push(.sample { $0.options.bulkWrites = .always })
        #expect(report.unconfirmed == [Key("A"), Key("B")])
        #expect(report.unwritten == [])
    }

    @Test(arguments: ["read source", "read destination"])
    func aReadThatFailsIsAPushThatWroteNothing(event: String) async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.fail(event, Self.refused)
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == .failed)
        #expect(report.outcome == .failed(Self.refused))
        #expect(world.writes == [])
    }

    /// What was read may not be all there is.
    @Test func anIncompleteSourceIsRefusedAsByAGuard() async {
        let world = FakeWorld(source: [:], destination: ["A": "1"])
        world.fail("read source", CallFailure(.incomplete, "no imports"))
        let report = await world.push()
        #expect(report.verdict == .guarded)
        #expect(world.writes == [])
    }

    @Test(arguments: ["read source", "read destination"])
    func aConfirmationThatFailsIsAFailureThoughEverythingWasWritten(event: String) async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.onEvent { happening, state in
            if happening == "PUT A" { state.failures[event] = CallFailure(.mayPass, "status 503") }
        }
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == .gaveUp)
        #expect(report.created == [Key("A")])
        #expect(!report.message.contains("not written"))
        #expect(report.deployIDs == ["dep-srv-1"])
    }

    /// The stop of the others must not hide why the first one failed.
    @Test func aRefusalSaysMoreThanAStop() async {
        let world = FakeWorld(source: ["A": "1", "B": "2", "C": "3"], destination: [:])
        world.with { $0.allowance.parallel = 3 }
        world.fail("PUT A", CallFailure(.stopped, "stopped"))
        world.fail("PUT B", Self.refused)
        world.fail("PUT C", CallFailure(.stopped, "stopped"))
        #expect(await world.push().verdict == .failed)
    }

    // MARK: Stop

    @Test func afterAStopNoWriteBeginsAndWhatWasWrittenIsRedeployed() async {
        let (world, stop) = (FakeWorld(source: ["A": "1", "B": "2"], destination: ["C": "3"]), Latch())
        world.onEvent { event, _ in if event == "PUT A" { stop.open() } }
        let report = await world.push(Self.redeploying(), stop: stop)
        #expect(world.writes == ["PUT A", "deploy srv-1"])
        #expect(report.verdict == .gaveUp)
        #expect(report.verdict.exitCode == 75)
        #expect(report.created == [Key("A")])
        #expect(report.message.contains("not written: B, C"))
        #expect(report.deployIDs == ["dep-srv-1"])
    }

    @Test func aStopBeforeAnyWriteIsNoReasonToRedeploy() async {
        let (world, stop) = (FakeWorld(source: ["A": "1"], destination: [:]), Latch())
        stop.open()
        let report = await world.push(Self.redeploying(), stop: stop)
        #expect(report.verdict == .gaveUp)
        #expect(world.writes == [])
    }

    @Test func timeThatRunsOutIsReportedAndNotRedeployed() async {
        let (world, time) = (FakeWorld(source: ["A": "1", "B": "2"], destination: [:]), FakeTime())
        world.onEvent { event, _ in if event == "PUT A" { time.advance(by: .seconds(600)) } }
        let report = await world.push(Self.redeploying(), time: time)
        #expect(report.verdict == .gaveUp)
        #expect(report.message.contains("RENDER_SYNC_TIMEOUT"))
        #expect(report.message.contains("not written: B"))
        #expect(report.deployIDs == [])
    }

    // MARK: Redeploy

    @Test func aGroupsServicesAreAllRedeployedOnce() async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.with { $0.services = ["srv-2", "srv-1", "srv-3"].map { RenderService($0) } }
        let report = await world.push(Self.redeploying())
        #expect(report.deployIDs == ["dep-srv-1", "dep-srv-2", "dep-srv-3"])
        #expect(world.writes.count == 4)
    }

    @Test func aDeployThatIsQueuedWithoutAnIDIsADeploy() async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.with { $0.deployAnswers = ["srv-1": .queued()] }
        let report = await world.push(Self.redeploying())
        #expect(report.deployIDs == [])
        #expect(report.message == "1 created, 0 updated, 0 deleted; redeployed")
    }

    /// What was written is there when the service runs again, or the service is not there to run.
    @Test(arguments: [DeployAnswer.suspended, .gone])
    func aServiceThatCannotBeRedeployedIsNoFailure(outcome: DeployAnswer) async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.with { state in
            state.services = [RenderService("srv-1"), RenderService("srv-2")]
            state.deployAnswers = ["srv-2": outcome]
        }
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == .synced)
        #expect(report.deployIDs == ["dep-srv-1"])
        #expect(report.deploys.map(\.service.id) == ["srv-1", "srv-2"])
    }

    @Test func withoutTheOptionNothingIsRedeployed() async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        #expect(await world.push().deployIDs == [])
        #expect(world.writes == ["PUT A"])
    }

    @Test(arguments: [
        (CallFailure(.refused, "refused (400)"), Verdict.failed),
        (CallFailure(.mayPass, "status 503", mayHaveTakenEffect: true), Verdict.gaveUp),
    ])
    func aDeployThatFailsMakesThePushAFailure(failure: CallFailure, verdict: Verdict) async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.with { $0.services = ["srv-1", "srv-2"].map { RenderService($0) } }
        world.fail("deploy srv-2", failure)
        let report = await world.push(Self.redeploying())
        #expect(report.verdict == verdict)
        #expect(report.created == [Key("A")])
        #expect(report.deployIDs == ["dep-srv-1"])
        #expect(report.message.contains("redeploy of srv-2 failed: \(failure.message)"))
        #expect(report.message.contains("render-sync sync --redeploy api"))
    }

    @Test func aRedeployThatIsAskedForIsDoneThoughNothingChanged() async {
        let world = FakeWorld(source: ["A": "1"], destination: ["A": "1"])
        let report = await world.push(forcingRedeploy: true)
        #expect(report.verdict == .unchanged)
        #expect(report.deployIDs == ["dep-srv-1"])
    }

    /// Neither after a write that failed nor after a confirmation that did.
    @Test(arguments: ["PUT A", "read source"])
    func aRedeployThatIsAskedForIsNotDoneAfterAFailure(event: String) async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.onEvent { happening, state in if happening == "PUT A" { state.failures[event] = Self.refused } }
        let report = await world.push(forcingRedeploy: true)
        #expect(report.verdict == .failed)
        #expect(report.deployIDs == [])
    }

    /// A write whose answer was lost may be all there was: the next push would find nothing to do, and not redeploy.
    @Test func aRedeployThatIsOwedIsSaidSo() async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.fail("PUT A", Self.lost)
        let report = await world.push(Self.redeploying())
        #expect(report.deployIDs == [])
        #expect(report.facts.contains("not redeployed"))
        #expect(report.next == "render-sync sync --redeploy api")
    }

    // MARK: Preview

    @Test func aPreviewSaysWhatAPushWouldDoAndDoesNothing() async {
        let world = FakeWorld(source: ["A": "1", "E": ""], destination: ["B": "2"])
        let report = await world.preview()
        #expect(report.verdict == .drifted)
        #expect(report.created == [Key("A")])
        #expect(report.deleted == [Key("B")])
        #expect(report.skipped == [Key("E")])
        #expect(report.showsPlan)
        #expect(world.writes == [])
    }

    @Test func aPreviewWithoutDifferencesIsInSync() async {
        let world = FakeWorld(source: ["A": "1"], destination: ["A": "1"])
        #expect(await world.preview().verdict == .inSync)
    }

    @Test func aPreviewIsRefusedAsThePushWouldBe() async {
        let world = FakeWorld(source: [:], destination: ["A": "1"])
        let report = await world.preview()
        #expect(report.verdict == .guarded)
        // The refusal does not hide the plan.
        #expect(report.showsPlan)
        #expect(report.deleted == [Key("A")])
        #expect(report.refused == [Key("A")])
    }
}
