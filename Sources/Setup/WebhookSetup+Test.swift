// SPDX-License-Identifier: MIT

import Basics
import Configuration
import InfisicalAPI
import SyncCore

// How the endpoint takes a test delivery.
extension WebhookSetup {
    /// Has Infisical send its test; at a terminal as often as somebody likes.
    func verify(_ webhook: Webhook, hasNewKey: Bool, _ report: SetupReport) async -> SetupReport {
        var report = report
        report.webhookID = webhook.id
        let target = report.target
        let outcome = await patiently(hasNewKey, target) { await test(webhook, target) }
        if outcome == .verified { await lookAtEndpoint(target, hasNewKey: hasNewKey) }
        return concluded(report, outcome, hasNewKey: hasNewKey)
    }

    /// Infisical says no more than that the answer was 2xx, which other programs give as well, and which says nothing of
    /// the key that is set here.
    private func lookAtEndpoint(_ target: SetupTarget, hasNewKey: Bool) async {
        guard let key = known.signingKey ?? known.previousSigningKey else { return }
        switch await probe(target, key) {
        case .otherAnswer(200..<300): dialogue.say("note         \(SetupMessages.somethingElse)")
        case .wrongKey where !hasNewKey && known.signingKey != nil:
            dialogue.say("note         \(SetupMessages.anotherKeyThere(known.signingKeyVariable))")
        default: break
        }
    }

    func patiently(
        _ hasNewKey: Bool, _ target: SetupTarget, _ test: () async -> TestOutcome
    ) async -> TestOutcome {
        while true {
            let outcome = await test()
            // In a script the failure itself says it.
            if outcome == .verified || dialogue.canAsk {
                dialogue.say("test         \(SetupMessages.outcome(outcome, target, hasNewKey: hasNewKey))")
            }
            guard outcome != .verified, dialogue.canAsk, let answer = dialogue.ask(SetupMessages.askAgain),
                answer.trimmingSpaces().isEmpty
            else { return outcome }
        }
    }

    func concluded(_ report: SetupReport, _ outcome: TestOutcome, hasNewKey: Bool) -> SetupReport {
        var report = report
        report.test = outcome
        report.state = outcome == .verified ? .verified : .unverified
        report.failure = SetupMessages.failure(outcome, report.target, hasNewKey: hasNewKey)
        return report
    }

    /// How the endpoint took Infisical's test: what the list says of the webhook now, as an answer may be older than that.
    private func test(_ webhook: Webhook, _ target: SetupTarget) async -> TestOutcome {
        let told: Webhook.LastRun
        do throws(SetupFailure) {
            told = try await granted { () async throws(CallFailure) in try await infisical.testWebhook(webhook.id) }
        } catch {
            return .unclear(error.message)
        }
        do throws(SetupFailure) {
            let listed = try await granted { () async throws(CallFailure) in
                try await infisical.webhooks(
                    project: target.source.projectID, environment: target.source.environment)
            }
            let state = listed.first { $0.id.hasSameBytes(as: webhook.id) }?.lastRun ?? .none
            return TestOutcome(state == .none ? told : state)
        } catch {
            return TestOutcome(told)
        }
    }
}
