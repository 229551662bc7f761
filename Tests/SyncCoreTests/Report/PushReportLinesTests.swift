// SPDX-License-Identifier: MIT

import Basics
import Testing
@testable import SyncCore

/// A report in lines: what happened, a fact each, the next command.
struct PushReportLinesTests {
    private static func report(
        _ outcome: PushOutcome?, created: [String] = [], unwritten: [String] = [], verdict: Verdict = .synced
    ) -> PushReport {
        var report = PushReport(sync: "api", verdict: verdict)
        report.outcome = outcome
        report.created = created.map { Key($0) }
        report.unwritten = unwritten.map { Key($0) }
        return report
    }

    @Test func whatWasDoneNeedsNoNextCommand() {
        let lines = Self.report(.settled, created: ["A"]).lines
        #expect(lines == ReportLines(headline: "1 created, 0 updated, 0 deleted", facts: [], next: nil))
        #expect(Self.report(.settled).lines.headline == "already in sync")
    }

    @Test func anInterruptedPushSaysHowFarItCameAndHowToGoOn() {
        let stopped = PushOutcome.failed(ServiceFailure(.stopped, "stopped by a signal before the end"))
        let lines = Self.report(stopped, created: ["A", "B"], unwritten: ["C"]).lines
        #expect(
            lines
                == ReportLines(
                    headline: "interrupted: 2 of 3 written, 1 not",
                    facts: ["what was written was not read back", "not written: C"], next: "render-sync sync api"))
        #expect(
            Self.report(stopped).lines == ReportLines(headline: "interrupted", facts: [], next: "render-sync sync api"))
    }

    @Test func theNextCommandIsTheOneThatWasInterrupted() {
        var report = Self.report(.failed(ServiceFailure(.mayPass, "no answer")), unwritten: ["C"])
        report.command = .remove
        #expect(report.lines.next == "render-sync remove api")
        #expect(report.lines.facts == ["nothing was written", "not written: C"])
        report.isPreview = true
        #expect(report.lines.facts == ["not written: C"])
    }

    @Test func aRefusalSaysItselfWhatToDo() {
        let lines = Self.report(.failed(ServiceFailure(.refused, "refused (401)"))).lines
        #expect(lines == ReportLines(headline: "refused (401)", facts: ["nothing was written"], next: nil))
    }

    @Test func aRedeployThatIsDueIsTheNextCommand() {
        var report = Self.report(.settled, created: ["A"])
        report.isRedeployDue = true
        report.sync = "it's"
        #expect(report.lines.facts == ["not redeployed"])
        #expect(report.lines.next == #"render-sync sync --redeploy 'it'\''s'"#)
    }

    @Test(
        arguments: [
            (ServiceDeploy.Status.failed("build_failed"), "render-sync sync --redeploy api"),
            (.refused(ServiceFailure(.refused, "no")), "render-sync sync --redeploy api"), (.canceled, nil),
            (.running(.timeIsUp(.deploy)), nil),
        ] as [(ServiceDeploy.Status, String?)])
    func aDeployThatFailedIsMadeAgain(status: ServiceDeploy.Status, next: String?) {
        var report = Self.report(.settled, created: ["A"])
        report.deploys = [ServiceDeploy(RenderService("srv-1"), status)]
        #expect(report.lines.next == next)
    }

    @Test func aPlanWithChangesNamesTheirCommand() {
        var report = Self.report(nil, verdict: .drifted)
        report.command = .plan
        report.notes = ["1 change to the variables of service srv-1", "INCLUDE_KEYS leaves out 1 key"]
        report.showsPlan = true
        report.created = [Key("A")]
        #expect(
            report.lines
                == ReportLines(
                    headline: "1 change to the variables of service srv-1", facts: ["INCLUDE_KEYS leaves out 1 key"],
                    next: "render-sync sync api"))
        report.command = .initialize
        #expect(report.lines.next == nil)
    }
}
