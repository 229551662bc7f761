// SPDX-License-Identifier: MIT

import SyncCore
import Testing

@Suite struct VerdictTests {
    private struct Row {
        var status: Int
        var exitCode: Int32
        var word: String
    }

    /// The contract's HTTP statuses (section 4), exit codes (section 3) and words. The switch has no default: a new
    /// verdict does not compile without its row.
    private static func row(_ verdict: Verdict) -> Row {
        switch verdict {
        case .stillDrifted: Row(status: 200, exitCode: 0, word: "drifted")
        // 0: done, nothing to do, or ignored.
        case .synced: Row(status: 200, exitCode: 0, word: "synced")
        case .unchanged: Row(status: 200, exitCode: 0, word: "unchanged")
        case .inSync: Row(status: 200, exitCode: 0, word: "unchanged")
        case .imported: Row(status: 200, exitCode: 0, word: "imported")
        case .test: Row(status: 200, exitCode: 0, word: "test")
        case .ignored: Row(status: 200, exitCode: 0, word: "ignored")
        case .running: Row(status: 202, exitCode: 0, word: "running")
        // 2: a plan found changes.
        case .drifted: Row(status: 200, exitCode: 2, word: "drifted")
        // 65: a malformed delivery, or data that a guard refuses.
        case .malformed: Row(status: 400, exitCode: 65, word: "refused")
        case .notFound: Row(status: 404, exitCode: 65, word: "refused")
        case .methodNotAllowed: Row(status: 405, exitCode: 65, word: "refused")
        case .tooLarge: Row(status: 413, exitCode: 65, word: "refused")
        case .guarded: Row(status: 422, exitCode: 65, word: "refused")
        // 69: Infisical or Render refused.
        case .failed: Row(status: 424, exitCode: 69, word: "failed")
        // 75: something that may pass.
        case .gaveUp: Row(status: 503, exitCode: 75, word: "failed")
        case .pendingApproval: Row(status: 202, exitCode: 75, word: "pending approval")
        case .tooSlow: Row(status: 408, exitCode: 75, word: "refused")
        // 77: the signature.
        case .unauthorized: Row(status: 401, exitCode: 77, word: "refused")
        // 78: the configuration.
        case .misconfigured: Row(status: 500, exitCode: 78, word: "failed")
        }
    }

    @Test(arguments: Verdict.allCases)
    func everyVerdictHasOneStatusOneExitCodeAndOneWord(verdict: Verdict) {
        let row = Self.row(verdict)
        #expect(verdict.httpStatus == row.status)
        #expect(verdict.exitCode == row.exitCode)
        #expect(verdict.word == row.word)
    }

    @Test(
        arguments: [
            ([.unchanged, .synced], .synced), ([.synced, .running], .running), ([.synced, .guarded], .guarded),
            ([.guarded, .gaveUp], .gaveUp), ([.failed, .gaveUp, .synced], .failed), ([.inSync, .drifted], .drifted),
            ([.misconfigured, .failed], .misconfigured),
        ] as [([Verdict], Verdict)])
    func theWorstOfSeveralIsTheWholes(verdicts: [Verdict], worst: Verdict) {
        for verdicts in [verdicts, verdicts.reversed()] {
            #expect(DeliveryReport(verdicts.map { PushReport(sync: "api", verdict: $0) }).verdict == worst)
        }
    }
}
