// SPDX-License-Identifier: MIT

import Basics
import Configuration
import InfisicalAPI
import SyncCore

extension Setup {
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
        switch await services.probe(target, key) {
        case .otherAnswer(200..<300): dialogue.say("note         \(SetupMessages.somethingElse)")
        case .wrongKey where !hasNewKey && known.signingKey != nil:
            dialogue.say("note         \(SetupMessages.anotherKeyThere(known.signingKeyVariable))")
        default: break
        }
    }

    /// Deletes the old webhooks once the endpoint has taken a test that was signed with the new key, and not before: till
    /// then the old ones alone bring deliveries that are accepted.
    func endRotation(_ new: Webhook, _ old: [Webhook], _ report: SetupReport) async -> SetupReport {
        var report = await verify(new, hasNewKey: true, report)
        guard report.state == .verified else {
            report.next = SetupMessages.afterRotationBegan
            if report.test == .wrongKey {
                report.failure?.hint = SetupMessages.afterRotationBegan.joined(separator: "; ")
            }
            return report
        }
        for webhook in old {
            do throws(SetupFailure) {
                try await granted { () async throws(ServiceFailure) in
                    try await services.deleteWebhook(webhook.id)
                }
                note(SetupMessages.deleted(webhook), &report)
            } catch {
                report.failure = SetupFailure(error.kind, error.message, hint: SetupMessages.deleteByHand(webhook))
                return report
            }
        }
        report.next = [SetupMessages.unsetPrevious]
        return report
    }

    /// What to type into Infisical's page, where no machine identity may make a webhook; then a test from here.
    func byHand(_ target: SetupTarget, _ denial: Denial) async throws(SetupFailure) -> SetupReport {
        let isRotation = options.mode == .rotateKey
        let key = isRotation ? nil : known.signingKey
        if options.isDryRun {
            var report = SetupReport(.shown, target)
            report.steps = SetupMessages.typing(target, keyVariable: known.signingKeyVariable)
            report.next = [SetupMessages.nothingWasDone]
            dialogue.say("webhook      \(denial.message)")
            for line in report.steps { dialogue.say(line) }
            return report
        }
        let newKey = key == nil ? makeKey() : nil
        let variables = try variables(target, newKey: newKey, isRotated: isRotation)
        try sink.prepare(variables)
        try sink.commit()
        var report = SetupReport(.pending, target)
        report.variables = variables
        report.next = SetupMessages.typing(target, keyVariable: known.signingKeyVariable)
        dialogue.say("webhook      \(denial.message)")
        for line in report.next { dialogue.say(line) }
        guard dialogue.canAsk, let signing = key ?? newKey else {
            let way =
                if isRotation { SetupMessages.rotateThere } else if denial.reason == .permission {
                    SetupMessages.orGivePermission
                } else { SetupMessages.typeThese }
            report.failure = SetupFailure(.refused, denial.message, hint: way)
            return report
        }
        waitForEndpoint()
        let outcome = await patiently(newKey != nil, target) { await services.probe(target, signing) }
        report = concluded(report, outcome, hasNewKey: newKey != nil)
        report.next = isRotation ? SetupMessages.afterRotationByHand : [SetupMessages.pressTest]
        return report
    }

    // MARK: Tests

    private func patiently(
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

    private func concluded(_ report: SetupReport, _ outcome: TestOutcome, hasNewKey: Bool) -> SetupReport {
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
            told = try await granted { () async throws(ServiceFailure) in try await services.testWebhook(webhook.id) }
        } catch {
            return .unclear(error.message)
        }
        do throws(SetupFailure) {
            let listed = try await granted { () async throws(ServiceFailure) in
                try await services.webhooks(
                    project: target.source.projectID, environment: target.source.environment)
            }
            let state = listed.first { $0.id.hasSameBytes(as: webhook.id) }?.lastRun ?? .none
            return TestOutcome(state == .none ? told : state)
        } catch {
            return TestOutcome(told)
        }
    }
}
