// SPDX-License-Identifier: MIT

import Basics
import Configuration
import InfisicalAPI
import SyncCore

// What the plan asks for.
extension WebhookSetup {
    func perform(
        _ action: WebhookPlan.Action, _ target: SetupTarget
    ) async throws(SetupFailure) -> SetupReport {
        switch action {
        case .create(let withNewKey): return try await establish(target, withNewKey: withNewKey)
        case .keep(let webhook):
            return await verify(webhook, hasNewKey: false, try withVariables(SetupReport(.unverified, target)))
        case .repair(let webhook): return try await repair(webhook, target)
        case .beginRotation(let old): return try await beginRotation(from: old, target)
        case .endRotation(let new, let old):
            return await endRotation(new, old, SetupReport(.unverified, target))
        case .remove(let webhooks): return try await remove(webhooks, target)
        case .nothing(let reason):
            var report = SetupReport(.nothingToDo, target)
            report.next = [SetupMessages.next(reason)]
            return report
        case .refuse(let refusal):
            throw SetupMessages.failure(refusal, known.signingKeyVariable)
        }
    }

    private func establish(_ target: SetupTarget, withNewKey: Bool) async throws(SetupFailure) -> SetupReport {
        var report = SetupReport(.unverified, target)
        let newKey = withNewKey ? makeKey() : nil
        guard let key = newKey ?? known.signingKey else { throw SetupFailure(.misconfigured, SetupMessages.noKey) }
        let webhook = try await create(target, key, newKey: newKey, &report)
        if newKey != nil { waitForEndpoint() }
        return await verify(webhook, hasNewKey: newKey != nil, report)
    }

    private func repair(_ webhook: Webhook, _ target: SetupTarget) async throws(SetupFailure) -> SetupReport {
        var report = SetupReport(.unverified, target)
        try await granted(orElse: SetupMessages.repairThere) { () async throws(CallFailure) in
            try await infisical.repairWebhook(webhook)
        }
        note(SetupMessages.repaired, &report)
        return await verify(webhook, hasNewKey: false, try withVariables(report))
    }

    private func remove(_ webhooks: [Webhook], _ target: SetupTarget) async throws(SetupFailure) -> SetupReport {
        var report = SetupReport(.removed, target)
        for webhook in webhooks {
            try await granted(orElse: SetupMessages.deleteThere) { () async throws(CallFailure) in
                try await infisical.deleteWebhook(webhook.id)
            }
            note(SetupMessages.deleted(webhook), &report)
        }
        report.next = SetupMessages.afterRemoval
        return report
    }

    // MARK: Rotation

    private func beginRotation(
        from old: [Webhook], _ target: SetupTarget
    ) async throws(SetupFailure) -> SetupReport {
        var report = SetupReport(.pending, target)
        let key = makeKey()
        let webhook = try await create(target, key, newKey: key, isRotated: true, &report)
        report.next = SetupMessages.afterRotationBegan
        guard dialogue.canAsk else { return report }
        for line in report.next { dialogue.say("next         \(line)") }
        waitForEndpoint()
        return await endRotation(webhook, old, report)
    }

    /// Deletes the old webhooks once the endpoint has taken a test that was signed with the new key, and not before: until
    /// then the old ones alone bring deliveries that are accepted.
    private func endRotation(_ new: Webhook, _ old: [Webhook], _ report: SetupReport) async -> SetupReport {
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
                try await granted { () async throws(CallFailure) in
                    try await infisical.deleteWebhook(webhook.id)
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

    // MARK: By hand

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
        let outcome = await patiently(newKey != nil, target) { await probe(target, signing) }
        report = concluded(report, outcome, hasNewKey: newKey != nil)
        report.next = isRotation ? SetupMessages.afterRotationByHand : [SetupMessages.pressTest]
        return report
    }

    // MARK: Pieces

    private func note(_ step: String, _ report: inout SetupReport) {
        report.steps.append(step)
        dialogue.say("done         \(step)")
    }

    /// The value of a call; a denial is a failure, with what a person can do instead.
    func granted<Value>(
        orElse way: String? = nil, _ call: () async throws(CallFailure) -> Result<Value, Denial>
    ) async throws(SetupFailure) -> Value {
        let answer: Result<Value, Denial>
        do throws(CallFailure) {
            answer = try await call()
        } catch {
            throw SetupFailure(error)
        }
        switch answer {
        case .success(let value): return value
        case .failure(let denial): throw SetupFailure(.refused, denial.message, hint: way)
        }
    }

    private func makeKey() -> Secret { Secret(Hexadecimal.text(randomBytes(Self.keyLength))) }

    /// Makes the webhook once its key is safe; one whose key could not be written is deleted again.
    private func create(
        _ target: SetupTarget, _ key: Secret, newKey: Secret?, isRotated: Bool = false, _ report: inout SetupReport
    ) async throws(SetupFailure) -> Webhook {
        let variables = try variables(target, newKey: newKey, isRotated: isRotated)
        report.variables = variables
        try sink.prepare(variables)
        let webhook: Webhook
        do throws(SetupFailure) {
            let new = NewWebhook(
                projectID: target.source.projectID, environment: target.source.environment, path: target.webhookPath,
                url: target.url, key: key)
            webhook = try await made(new)
        } catch {
            sink.discard()
            throw error
        }
        do throws(SetupFailure) {
            try sink.commit()
        } catch {
            _ = try? await infisical.deleteWebhook(webhook.id)
            throw error
        }
        report.webhookID = webhook.id
        note(SetupMessages.created(target), &report)
        return webhook
    }

    /// A denial goes along: what the identity may not do, a person may.
    private func made(_ new: NewWebhook) async throws(SetupFailure) -> Webhook {
        let answer: Result<Webhook, Denial>
        do throws(CallFailure) {
            answer = try await infisical.createWebhook(new)
        } catch {
            throw SetupFailure(error)
        }
        switch answer {
        case .success(let webhook): return webhook
        case .failure(let denial):
            var failure = SetupFailure(.refused, denial.message)
            if denial.reason != .other { failure.denial = denial }
            throw failure
        }
    }

    private func variables(
        _ target: SetupTarget, newKey: Secret?, isRotated: Bool = false
    ) throws(SetupFailure) -> VariableFile {
        guard let destination = target.destination else { throw SetupFailure(.usage, SetupMessages.say(.service)) }
        return VariableFile(
            known, name: name, source: target.source, destination: destination, newKey: newKey, isRotated: isRotated,
            environment)
    }

    /// The report with the variables written, for a webhook that is there already.
    private func withVariables(_ report: SetupReport) throws(SetupFailure) -> SetupReport {
        var report = report
        let variables = try variables(report.target, newKey: nil)
        report.variables = variables
        try sink.prepare(variables)
        try sink.commit()
        return report
    }

    /// Somebody starts the endpoint with the new key meanwhile. A script cannot: its test says so.
    private func waitForEndpoint() {
        guard dialogue.canAsk else { return }
        dialogue.say("next         \(SetupMessages.startEndpoint)")
        _ = dialogue.ask(SetupMessages.pressEnter)
    }
}
