// SPDX-License-Identifier: MIT

import Basics

/// One push: read both sides, plan, apply, confirm, redeploy.
package struct Push: Sendable {
    /// Rounds after which a destination that keeps changing is given up for now.
    package static let roundBound = 5
    /// What is left for the redeploy of what was written, after a stop.
    private static let graceAfterStop = Duration.seconds(8)

    /// How long Infisical may take to list a change that it announced.
    static let changeIsVisibleAfter = Duration.seconds(3)
    /// The shortest wait between two lists.
    static let shortestRetryWait = Duration.milliseconds(500)
    /// Beyond this time since the confirming read, the source is looked at once more.
    static let lastLookAfter = Duration.seconds(1)

    private let sync: SyncConfiguration
    private let occasion: PushOccasion
    private let memory: SourceMemory
    private let source: any SecretSource
    private let destination: any SecretDestination
    private let deadline: Deadline
    private let counter: CallCounter
    private let turn: PushTurn
    private let followed: FollowedDeploys
    private let progress: @Sendable (PushProgress) -> Void
    private let planner: Planner
    private let command: Command

    /// Takes everything that the push reaches the world through. `shown` is what somebody has agreed to.
    package init(
        _ sync: SyncConfiguration, _ command: Command = .sync, shown: ShownChanges? = nil,
        for occasion: PushOccasion = .command, source: any SecretSource, memory: SourceMemory = SourceMemory(),
        destination: any SecretDestination, deadline: Deadline, counter: CallCounter, turn: PushTurn = .unshared,
        followed: FollowedDeploys = FollowedDeploys(), progress: @escaping @Sendable (PushProgress) -> Void = { _ in }
    ) {
        self.sync = sync
        self.occasion = occasion
        self.memory = memory
        self.source = source
        self.destination = destination
        self.deadline = deadline
        self.counter = counter
        self.turn = turn
        self.followed = followed
        self.progress = progress
        planner = Planner(for: sync, command, shown: shown)
        self.command = command
    }

    /// Pushes and says what was done. `forcingRedeploy` redeploys even when nothing changed.
    package func run(forcingRedeploy: Bool = false) async -> PushReport {
        var report = PushReport(sync: sync.name, verdict: .unchanged)
        report.command = command
        await report.measure(deadline.time, counter) { report in
            var state = PushState()
            let reader = reader
            var outcome = await write(&state, &report, reader)
            await follow(await redeploy(after: outcome, &state, forced: forcingRedeploy, &report), &report)
            while outcome == .settled, await hasSourceChanged(since: state, &report, reader) {
                outcome = await write(&state, &report, reader)
                await follow(await redeploy(after: outcome, &state, forced: false, &report), &report)
            }
            report.conclude(outcome, state)
        }
        return report
    }

    // MARK: Steps

    private var reader: SideReader {
        SideReader(source: source, memory: memory, destination: destination, deadline: deadline, occasion: occasion)
    }

    /// Plans and applies until both sides agree. Each push's last read comes after its last write: that is what makes
    /// two pushes of one destination end with the newest source.
    private func write(
        _ state: inout PushState, _ report: inout PushReport, _ reader: SideReader
    ) async -> PushOutcome {
        do {
            var plan = try await firstPlan(&state, &report, reader)
            // After a last look it would count what this push has written itself.
            if report.rounds == 0 { report.unchanged = plan.unchanged }
            var doneBefore = 0
            while !plan.isEmpty {
                // A plan made anew after a wait continues its round: nothing has failed to settle yet.
                if state.pending == nil {
                    guard report.rounds < Self.roundBound else {
                        state.different = plan.keys
                        return .neverSettled
                    }
                    report.rounds += 1
                    doneBefore = 0
                } else {
                    doneBefore += state.journal.doneInRound.count
                }
                state.pending = plan
                state.journal.beginRound()
                let applier = PlanApplier(
                    destination: destination, options: sync.options, deadline: deadline, doneBefore: doneBefore,
                    progress: progress)
                let isWhole =
                    try await applier.apply(plan, to: state.sides.destination, journal: &state.journal) == .done
                if isWhole { state.pending = nil }
                var next = try await readAndPlan(&state, &report, reader)
                if isWhole { next = state.differentlyStored.rest(of: next, after: plan, in: state.sides.destination) }
                plan = next
            }
            state.pending = nil
            guard state.differentlyStored.keys.isEmpty else {
                state.different = state.differentlyStored.keys.sorted()
                return .storedDifferently(state.different)
            }
            return .settled
        } catch {
            return PushOutcome(error)
        }
    }

    /// Plans, and notes what is to be known even where the plan is refused.
    private func plan(_ state: inout PushState, _ report: inout PushReport) throws(GuardRefusal) -> Plan {
        let draft = planner.draft(
            from: state.sides.source, to: state.sides.destination, afterDeleting: state.journal.deleted)
        report.note(draft.plan)
        do throws(GuardRefusal) {
            return try draft.accepted()
        } catch {
            state.different = draft.plan.keys
            throw error
        }
    }

    private func readAndPlan(
        _ state: inout PushState, _ report: inout PushReport, _ reader: SideReader
    ) async throws -> Plan {
        state.sides = try await reader.both()
        state.readAt = deadline.time.uptime()
        return try plan(&state, &report)
    }

    /// A delivery that finds nothing to change, and no change that explains it, may have overtaken its change.
    private func firstPlan(
        _ state: inout PushState, _ report: inout PushReport, _ reader: SideReader
    ) async throws -> Plan {
        let plan = try await readAndPlan(&state, &report, reader)
        guard plan.isEmpty, report.rounds == 0, let told = occasion.changeTold,
            !state.sides.source.hasChange(near: told)
        else {
            return plan
        }
        let sinceTold = deadline.time.now - told
        let wait = min(Self.changeIsVisibleAfter, max(Self.shortestRetryWait, Self.changeIsVisibleAfter - sinceTold))
        guard deadline.remaining > wait else {
            report.doubts = [.nothingFound]
            return plan
        }
        do throws(DeadlineError) {
            try await deadline.sleep(for: wait)
        } catch {
            throw CallFailure(error)
        }
        state.sides = try await reader.again(after: state.sides)
        state.readAt = deadline.time.uptime()
        let later = try self.plan(&state, &report)
        if later.isEmpty, !state.sides.source.hasChange(near: told) { report.doubts = [.nothingFound] }
        return later
    }

    /// Whether the source says something else by now. Infisical drops a change that is made while a delivery of its
    /// folder awaits the answer, so that nothing else would bring it here.
    private func hasSourceChanged(
        since state: PushState, _ report: inout PushReport, _ reader: SideReader
    ) async -> Bool {
        guard occasion.changeTold != nil, deadline.time.uptime() - state.readAt > Self.lastLookAfter,
            !deadline.stop.isOpen, deadline.remaining > .zero
        else { return false }
        do {
            return try await reader.sourceOnce().secrets != state.sides.source.secrets
        } catch {
            report.doubts.append(.noLastLook((error as? CallFailure)?.message ?? "the list was an older one"))
            return false
        }
    }

    // MARK: Redeploy

    /// Redeploys once when something changed and it is wanted. After a failure only what was planned whole, or was
    /// stopped, is redeployed: a half-written state is not put into production, the next push finishes and redeploys it.
    private func redeploy(
        after outcome: PushOutcome, _ state: inout PushState, forced: Bool, _ report: inout PushReport
    ) async -> [StartedDeploy] {
        let isWanted = state.isDeployDue && sync.options.autoRedeployServices
        guard isWanted || (forced && outcome == .settled), !state.services.isEmpty else { return [] }
        guard state.pending == nil || outcome.isStop, !deadline.abandon.isOpen else {
            report.isRedeployDue = true
            return []
        }
        // After a stop there is still a little time for the redeploy.
        let deadline = deadline.stop.isOpen ? deadline.outlivingStop(by: Self.graceAfterStop) : deadline
        let redeploy = Redeploy(deployer: destination, mode: sync.options.deployMode)
        let started = await redeploy.run(state.services, within: deadline)
        report.deploys = started.map(\.deploy)
        state.journal.noteRedeploy()
        return started
    }

    /// Waits for the ends of the deploys. The next push of the destination does not wait with it.
    private func follow(_ deploys: [StartedDeploy], _ report: inout PushReport) async {
        guard let limit = sync.options.deployWait, deploys.contains(where: { $0.deploy.status == .redeployed }) else {
            return
        }
        let deadline = deadline.ending(in: limit, limit: .deploy)
        let watch = DeployWatch(deployer: destination, deadline: deadline, followed: followed) { [progress] in
            progress(.deploying($0, step: $1))
        }
        await turn.giveUp()
        report.deploys = await watch.follow(deploys)
        await turn.take()
    }
}
