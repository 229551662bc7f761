// SPDX-License-Identifier: MIT

import Basics
import Configuration
import InfisicalAPI
import SyncCore

/// From nothing to a verified webhook: finds out what is wanted, plans, does it, and has Infisical send its test.
package struct WebhookSetup: Sendable {
    /// Sends a signed test of our own to the endpoint.
    package typealias Probe = @Sendable (SetupTarget, Secret) async -> TestOutcome

    /// As long as `openssl rand -hex 32` makes it.
    static let keyLength = 32

    let options: SetupOptions
    let known: KnownSync
    let name: String?
    let environment: Environment
    let infisical: any ProjectDirectory
    let render: any DestinationDirectory
    let probe: Probe
    let dialogue: any Dialogue
    let sink: any VariablesSink
    /// As many random bytes as asked for.
    let randomBytes: @Sendable (Int) -> [UInt8]

    package init(
        _ options: SetupOptions, known: KnownSync, name: String?, environment: Environment,
        infisical: any ProjectDirectory, render: any DestinationDirectory, probe: @escaping Probe,
        dialogue: any Dialogue, sink: any VariablesSink, randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.options = options
        self.known = known
        self.name = name
        self.environment = environment
        self.infisical = infisical
        self.render = render
        self.probe = probe
        self.dialogue = dialogue
        self.sink = sink
        self.randomBytes = randomBytes
    }

    package func run() async throws(SetupFailure) -> SetupReport {
        let target = try await TargetFinder(
            options: options, known: known, infisical: infisical, render: render, dialogue: dialogue
        ).find()
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
        guard dialogue.agrees(isRemoval ? "delete it?" : "do it?", byDefault: !isRemoval) else {
            throw SetupFailure(.declined, SetupMessages.nothingWasDone)
        }
    }

    private func webhooks(_ target: SetupTarget) async throws(SetupFailure) -> Result<[Webhook], Denial> {
        do throws(CallFailure) {
            return try await infisical.webhooks(
                project: target.source.projectID, environment: target.source.environment)
        } catch {
            throw SetupFailure(error)
        }
    }
}
