// SPDX-License-Identifier: MIT

import Basics
import Testing
@testable import SyncCore

/// What reports say: what happened, a fact each, the next command.
struct PushReportMessagesTests {
    private static func report(
        _ outcome: PushOutcome?, created: [String] = [], unwritten: [String] = [], verdict: Verdict = .synced,
        _ change: (inout PushReport) -> Void = { _ in }
    ) -> PushReport {
        var report = PushReport(sync: "api", verdict: verdict)
        report.outcome = outcome
        report.created = created.map { Key($0) }
        report.unwritten = unwritten.map { Key($0) }
        change(&report)
        return report
    }

    private static let refused = PushOutcome.failed(CallFailure(.refused, "refused (400)"))
    private static let stopped = PushOutcome.failed(CallFailure(.stopped, "stopped by a signal before the end"))

    // MARK: What happened

    @Test func whatIsDoneNeedsNoNextCommand() {
        let report = Self.report(.settled, created: ["A"])
        #expect(report.sentences == ["1 created, 0 updated, 0 deleted"])
        #expect(report.next == nil)
        #expect(Self.report(.settled).sentences == ["already in sync"])
    }

    @Test func aFailureBeforeAnyWriteSaysThatNothingWasWritten() {
        let report = Self.report(Self.refused)
        #expect(report.sentences == ["refused (400)", "nothing was written"])
        #expect(report.next == nil)
    }

    @Test func aFailureNamesWhatIsNotWrittenUpToABound() {
        let report = Self.report(Self.refused, unwritten: (1...22).map { "K\($0)" })
        #expect(
            report.facts.last == "not written: " + (1...20).map { "K\($0)" }.joined(separator: ", ") + " and 2 more")
    }

    @Test func aLostAnswerIsNamed() {
        let report = Self.report(Self.refused) { $0.unconfirmed = [Key("A")] }
        #expect(report.facts == ["0 of 1 written, 0 not", "may have been written (the answer was lost): A"])
    }

    @Test func whatWasWrittenBeforeAFailureIsNotConfirmed() {
        let report = Self.report(Self.refused, created: ["A"])
        #expect(report.facts == ["1 of 1 written, 0 not", "what was written was not read back"])
    }

    @Test func anInterruptedPushSaysHowFarItCameAndHowToGoOn() {
        let report = Self.report(Self.stopped, created: ["A", "B"], unwritten: ["C"])
        #expect(report.headline == "interrupted: 2 of 3 written, 1 not")
        #expect(report.facts == ["what was written was not read back", "not written: C"])
        #expect(report.next == "render-sync sync api")
        #expect(Self.report(Self.stopped).sentences == ["interrupted"])
        #expect(Self.report(Self.stopped).message == "interrupted; next: render-sync sync api")
    }

    @Test func theNextCommandIsTheOneThatWasInterrupted() {
        var report = Self.report(.failed(CallFailure(.mayPass, "no answer")), unwritten: ["C"])
        report.command = .remove
        #expect(report.next == "render-sync remove api")
        #expect(report.facts == ["nothing was written", "not written: C"])
        report.isPreview = true
        #expect(report.facts == ["not written: C"])
    }

    @Test func aPlanWithChangesNamesTheirCommand() {
        var report = Self.report(nil, created: ["A"], verdict: .drifted)
        report.command = .plan
        report.showsPlan = true
        report.notes = ["1 change to the variables of service srv-1", "INCLUDE_KEYS leaves out 1 key"]
        #expect(report.sentences == report.notes)
        #expect(report.next == "render-sync sync api")
        report.command = .initialize
        #expect(report.next == nil)
    }

    @Test func aFirstPushSaysWhatWasImportedAndWhichVariableToSet() {
        let report = Self.report(.settled) {
            $0.imported = [Key("A"), Key("B")]
            $0.variableToSet = "RENDER_SYNC_INITIAL_SYNC_DONE"
        }
        #expect(report.sentences == ["already in sync", "2 secrets imported into Infisical"])
        #expect(report.message.hasSuffix("; now set RENDER_SYNC_INITIAL_SYNC_DONE=true"))
    }

    // MARK: Redeploys

    @Test func aRedeployIsSaid() {
        let report = Self.report(.settled, created: ["A"]) {
            $0.deploys = [ServiceDeploy(RenderService("srv-1"), id: "dep-1", .redeployed)]
        }
        #expect(report.sentences == ["1 created, 0 updated, 0 deleted", "redeployed"])
    }

    /// With what it was made for, and not a second time.
    @Test func aRedeployBeforeAFailureIsSaidOnce() {
        let report = Self.report(Self.stopped, created: ["A"]) {
            $0.deploys = [ServiceDeploy(RenderService("srv-1"), id: "dep-1", .redeployed)]
        }
        #expect(report.facts == ["what was written was not read back; the services were redeployed"])
    }

    @Test func servicesThatCannotBeRedeployedAreNamedWithTheReason() {
        let report = Self.report(.settled, created: ["A"]) {
            $0.deploys = [
                ServiceDeploy(RenderService("srv-1"), id: "dep-1", .redeployed),
                ServiceDeploy(RenderService("srv-2"), .suspended), ServiceDeploy(RenderService("srv-3"), .gone),
            ]
        }
        #expect(
            report.facts == [
                "redeployed", "not redeployed: srv-2 is suspended, and deploys when it is resumed",
                "not redeployed: Render has no service srv-3 any more",
            ])
    }

    @Test func aRedeployThatIsDueIsTheNextCommand() {
        let report = Self.report(.settled, created: ["A"]) {
            $0.isRedeployDue = true
            $0.sync = "it's"
        }
        #expect(report.facts == ["not redeployed"])
        #expect(report.next == #"render-sync sync --redeploy 'it'\''s'"#)
    }

    @Test(
        arguments: [
            (ServiceDeploy.Status.failed("build_failed"), "render-sync sync --redeploy api"),
            (.refused(CallFailure(.refused, "no")), "render-sync sync --redeploy api"), (.canceled, nil),
            (.running(.timeIsUp(.deploy)), nil),
        ] as [(ServiceDeploy.Status, String?)])
    func aDeployThatFailedIsMadeAgain(status: ServiceDeploy.Status, next: String?) {
        let report = Self.report(.settled, created: ["A"]) {
            $0.deploys = [ServiceDeploy(RenderService("srv-1"), status)]
        }
        #expect(report.next == next)
    }
}
