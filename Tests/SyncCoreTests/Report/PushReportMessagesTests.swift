// SPDX-License-Identifier: MIT

import Basics
import Testing
@testable import SyncCore

/// The sentences of reports: the only tests that read them.
struct PushReportMessagesTests {
    private static func report(_ outcome: PushOutcome, _ change: (inout PushReport) -> Void = { _ in }) -> PushReport {
        var report = PushReport(sync: "api", verdict: .failed)
        report.outcome = outcome
        change(&report)
        return report
    }

    private static let refused = PushOutcome.failed(ServiceFailure(.refused, "refused (400)"))

    @Test func aPushThatChangedNothingSaysSo() {
        #expect(Self.report(.settled).sentences == ["already in sync"])
    }

    @Test func aPushCountsWhatItWroteAndSaysThatItRedeployed() {
        let report = Self.report(.settled) {
            $0.created = [Key("A")]
            $0.deploys = [ServiceDeploy(RenderService("srv-1"), id: "dep-1", .redeployed)]
        }
        #expect(report.sentences == ["1 created, 0 updated, 0 deleted", "redeployed"])
    }

    @Test func aFailureBeforeAnyWriteSaysThatNothingWasWritten() {
        #expect(Self.report(Self.refused).sentences == ["refused (400)", "nothing was written"])
    }

    @Test func aFailureNamesWhatIsNotWrittenUpToABound() {
        let report = Self.report(Self.refused) { report in
            report.unwritten = (1...22).map { Key("K\($0)") }
        }
        #expect(
            report.sentences.last == "not written: " + (1...20).map { "K\($0)" }.joined(separator: ", ") + " and 2 more"
        )
    }

    @Test func aLostAnswerIsNamed() {
        let report = Self.report(Self.refused) { $0.unconfirmed = [Key("A")] }
        #expect(report.sentences.last == "may have been written (the answer was lost): A")
        #expect(!report.sentences.contains("nothing was written"))
    }

    @Test func whatWasWrittenBeforeAFailureIsNotConfirmed() {
        let report = Self.report(Self.refused) { $0.created = [Key("A")] }
        #expect(report.sentences[1] == "1 created, 0 updated, 0 deleted, not confirmed by reading it back")
    }

    @Test func servicesThatCannotBeRedeployedAreNamedWithTheReason() {
        let report = Self.report(.settled) {
            $0.created = [Key("A")]
            $0.deploys = [
                ServiceDeploy(RenderService("srv-1"), id: "dep-1", .redeployed),
                ServiceDeploy(RenderService("srv-2"), .suspended), ServiceDeploy(RenderService("srv-3"), .gone),
            ]
        }
        #expect(
            report.sentences == [
                "1 created, 0 updated, 0 deleted", "redeployed",
                "not redeployed: srv-2 is suspended, and deploys when it is resumed",
                "not redeployed: Render has no service srv-3 any more",
            ])
    }

    @Test func aRedeployThatIsStillDueNamesTheCommand() {
        let report = Self.report(Self.refused) { $0.isRedeployDue = true }
        #expect(report.sentences.last == "not redeployed; redeploy with: render-sync sync --redeploy api")
    }
}
