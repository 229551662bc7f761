// SPDX-License-Identifier: MIT

import Basics
import Configuration
import InfisicalAPI
import SyncCore

/// From nothing to a verified webhook: finds out what is wanted, plans, does it, and has Infisical send its test.
package struct Setup: Sendable {
    /// As long as `openssl rand -hex 32` makes it.
    static let keyLength = 32

    let options: SetupOptions
    let known: KnownSync
    let name: String?
    let environment: Environment
    let services: any SetupServices
    let dialogue: any Dialogue
    let sink: any VariablesSink
    /// As many random bytes as asked for.
    let randomBytes: @Sendable (Int) -> [UInt8]

    package init(
        _ options: SetupOptions, known: KnownSync, name: String?, environment: Environment,
        services: any SetupServices, dialogue: any Dialogue, sink: any VariablesSink,
        randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.options = options
        self.known = known
        self.name = name
        self.environment = environment
        self.services = services
        self.dialogue = dialogue
        self.sink = sink
        self.randomBytes = randomBytes
    }

    package func run() async throws(SetupFailure) -> SetupReport {
        let target = try await TargetFinder(options: options, known: known, services: services, dialogue: dialogue)
            .find()
        for line in SetupMessages.summary(target) { dialogue.say(line) }
        if let remark = WebhookAddress.remark(target.url) { dialogue.say("note         \(remark)") }
        if let key = known.signingKey, SigningKey(key, scope: .everySync).isShort {
            dialogue.say("note         \(SetupMessages.shortKey(known.signingKeyVariable))")
        }
        switch try await webhooks(target) {
        case .failure(let denial):
            guard denial.reason != .other else { throw SetupFailure(.refused, denial.message) }
            guard options.mode != .remove else {
                throw SetupFailure(.refused, denial.message, hint: SetupMessages.deleteThere)
            }
            return try await byHand(target, denial)
        case .success(let webhooks):
            let keys = WebhookPlan.Keys(
                hasCurrent: known.signingKey != nil, hasPrevious: known.previousSigningKey != nil,
                isOwn: known.hasOwnKey)
            let plan = WebhookPlan(options.mode, target, among: webhooks, keys)
            dialogue.say("webhook      \(SetupMessages.plan(plan.action, target))")
            for remark in plan.remarks {
                dialogue.say("note         \(SetupMessages.remark(remark, known.signingKeyVariable))")
            }
            if case .refuse(let refusal) = plan.action {
                throw SetupMessages.failure(refusal, known.signingKeyVariable)
            }
            if options.isDryRun { return shown(plan, target) }
            try agree(to: plan)
            do throws(SetupFailure) {
                return try await perform(plan.action, target)
            } catch {
                guard let denial = error.denial else { throw error }
                return try await byHand(target, denial)
            }
        }
    }

    // MARK: Before

    private func shown(_ plan: WebhookPlan, _ target: SetupTarget) -> SetupReport {
        var report = SetupReport(.shown, target)
        report.steps = [SetupMessages.plan(plan.action, target)]
        report.next = [SetupMessages.nothingWasDone]
        return report
    }

    private func agree(to plan: WebhookPlan) throws(SetupFailure) {
        guard plan.changes, !options.isAgreed else { return }
        let isRemoval = options.mode == .remove
        guard dialogue.canAsk else {
            if isRemoval { throw SetupFailure(.usage, SetupMessages.removalNeedsYes) }
            return
        }
        let answer = dialogue.ask(isRemoval ? "delete it? [y/N] " : "do it? [Y/n] ")?.trimmingSpaces().lowercased()
        let isYes = answer == "y" || answer == "yes" || (answer == "" && !isRemoval)
        guard isYes else { throw SetupFailure(.declined, SetupMessages.nothingWasDone) }
    }

    private func webhooks(_ target: SetupTarget) async throws(SetupFailure) -> Result<[Webhook], Denial> {
        do throws(ServiceFailure) {
            return try await services.webhooks(
                project: target.source.projectID, environment: target.source.environment)
        } catch {
            throw SetupFailure(error)
        }
    }

    // MARK: Doing it

    private func perform(_ action: WebhookPlan.Action, _ target: SetupTarget) async throws(SetupFailure) -> SetupReport
    {
        switch action {
        case .create(let withNewKey):
            var report = SetupReport(.unverified, target)
            let newKey = withNewKey ? makeKey() : nil
            guard let key = newKey ?? known.signingKey else { throw SetupFailure(.misconfigured, SetupMessages.noKey) }
            let webhook = try await create(target, key, newKey: newKey, &report)
            if newKey != nil { waitForEndpoint() }
            return await verify(webhook, hasNewKey: newKey != nil, report)
        case .keep(let webhook):
            return await verify(webhook, hasNewKey: false, try withVariables(SetupReport(.unverified, target)))
        case .repair(let webhook):
            var report = SetupReport(.unverified, target)
            try await granted(orElse: SetupMessages.repairThere) { () async throws(ServiceFailure) in
                try await services.repairWebhook(webhook)
            }
            note(SetupMessages.repaired, &report)
            return await verify(webhook, hasNewKey: false, try withVariables(report))
        case .beginRotation(let old):
            var report = SetupReport(.pending, target)
            let key = makeKey()
            let webhook = try await create(target, key, newKey: key, isRotated: true, &report)
            report.next = SetupMessages.afterRotationBegan
            guard dialogue.canAsk else { return report }
            for line in report.next { dialogue.say("next         \(line)") }
            waitForEndpoint()
            return await endRotation(webhook, old, report)
        case .endRotation(let new, let old):
            return await endRotation(new, old, SetupReport(.unverified, target))
        case .remove(let webhooks):
            var report = SetupReport(.removed, target)
            for webhook in webhooks {
                try await granted(orElse: SetupMessages.deleteThere) { () async throws(ServiceFailure) in
                    try await services.deleteWebhook(webhook.id)
                }
                note(SetupMessages.deleted(webhook), &report)
            }
            report.next = SetupMessages.afterRemoval
            return report
        case .nothing(let reason):
            var report = SetupReport(.nothingToDo, target)
            report.next = [SetupMessages.next(reason)]
            return report
        case .refuse(let refusal):
            throw SetupMessages.failure(refusal, known.signingKeyVariable)
        }
    }

    func note(_ step: String, _ report: inout SetupReport) {
        report.steps.append(step)
        dialogue.say("done         \(step)")
    }

    /// The value of a call; a denial is a failure, with what a person can do instead.
    func granted<Value>(
        orElse way: String? = nil, _ call: () async throws(ServiceFailure) -> Result<Value, Denial>
    ) async throws(SetupFailure) -> Value {
        let answer: Result<Value, Denial>
        do throws(ServiceFailure) {
            answer = try await call()
        } catch {
            throw SetupFailure(error)
        }
        switch answer {
        case .success(let value): return value
        case .failure(let denial): throw SetupFailure(.refused, denial.message, hint: way)
        }
    }

    func makeKey() -> Secret { Secret(Hexadecimal.text(randomBytes(Self.keyLength))) }

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
            _ = try? await services.deleteWebhook(webhook.id)
            throw error
        }
        report.webhookID = webhook.id
        note(SetupMessages.created(target), &report)
        return webhook
    }

    /// A denial goes along: what the identity may not do, a person may.
    private func made(_ new: NewWebhook) async throws(SetupFailure) -> Webhook {
        let answer: Result<Webhook, Denial>
        do throws(ServiceFailure) {
            answer = try await services.createWebhook(new)
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

    func variables(
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
    func waitForEndpoint() {
        guard dialogue.canAsk else { return }
        dialogue.say("next         \(SetupMessages.startEndpoint)")
        _ = dialogue.ask(SetupMessages.pressEnter)
    }
}
