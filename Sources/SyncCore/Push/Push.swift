// SPDX-License-Identifier: MIT

import Basics

/// One push: read both sides, plan, apply, confirm, redeploy.
package struct Push: Sendable {
    /// Rounds after which a destination that keeps changing is given up for now.
    package static let roundBound = 5
    /// What is left for the redeploy of what was written, after a stop.
    private static let graceAfterStop = Duration.seconds(8)

    private let sync: SyncConfiguration
    private let source: any SecretSource
    private let destination: any SecretDestination
    private let deadline: Deadline
    private let counter: CallCounter
    private let progress: @Sendable (PushProgress) -> Void
    private let planner: Planner

    /// Takes the sync, the goal and everything that the push reaches the world through.
    package init(
        _ sync: SyncConfiguration, goal: PlanGoal = .source, source: any SecretSource,
        destination: any SecretDestination, deadline: Deadline, counter: CallCounter,
        progress: @escaping @Sendable (PushProgress) -> Void = { _ in }
    ) {
        self.sync = sync
        self.source = source
        self.destination = destination
        self.deadline = deadline
        self.counter = counter
        self.progress = progress
        planner = Planner(for: sync, goal: goal)
    }

    /// Pushes and says what was done. `forcingRedeploy` redeploys even when nothing changed.
    package func run(forcingRedeploy: Bool = false) async -> PushReport {
        let start = deadline.time.uptime()
        var report = PushReport(sync: sync.name, verdict: .unchanged)
        var state = PushState()
        let outcome = await write(&state, &report)
        let redeploy = await redeploy(after: outcome, state, forced: forcingRedeploy, &report)
        report.conclude(outcome, state, redeploy: redeploy)
        report.calls = counter.current
        report.durationMs = (deadline.time.uptime() - start).milliseconds
        return report
    }

    /// What a push would do, without a write.
    package func preview() async -> PushReport {
        let start = deadline.time.uptime()
        var report = PushReport(sync: sync.name, verdict: .inSync)
        do {
            let sides = try await readBoth()
            report.show(planner.draft(from: sides.source, to: sides.destination), of: sync)
        } catch {
            report.conclude(PushOutcome(error), PushState())
        }
        report.calls = counter.current
        report.durationMs = (deadline.time.uptime() - start).milliseconds
        return report
    }

    // MARK: Steps

    /// Plans and applies until both sides agree. Each push's last read comes after its last write: that is what makes
    /// two pushes of one destination end with the newest source.
    private func write(_ state: inout PushState, _ report: inout PushReport) async -> PushOutcome {
        do {
            var sides = try await readBoth()
            var plan = try self.plan(sides, &state, &report)
            report.unchanged = plan.unchanged
            state.services = sides.destination.services
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
                if try await applier.apply(plan, to: sides.destination, journal: &state.journal) == .done {
                    state.pending = nil
                }
                sides = try await readBoth()
                state.services = sides.destination.services
                plan = try self.plan(sides, &state, &report)
            }
            state.pending = nil
            return .settled
        } catch {
            return PushOutcome(error)
        }
    }

    /// Plans, and notes what is to be known even where the plan is refused.
    private func plan(
        _ sides: Sides, _ state: inout PushState, _ report: inout PushReport
    ) throws(GuardRefusal) -> Plan {
        let draft = planner.draft(
            from: sides.source, to: sides.destination, afterDeleting: state.journal.deleted)
        report.note(draft.plan)
        do throws(GuardRefusal) {
            return try draft.accepted()
        } catch {
            state.different = draft.plan.keys
            throw error
        }
    }

    /// Reads both sides at the same time; the first failure ends the other read.
    private func readBoth() async throws -> Sides {
        try await withThrowingTaskGroup(of: Side.self) { group in
            group.addTask { .source(try await source.read()) }
            group.addTask { .destination(try await destination.read()) }
            var sides = Sides()
            for try await side in group {
                switch side {
                case .source(let secrets): sides.source = secrets
                case .destination(let state): sides.destination = state
                }
            }
            return sides
        }
    }

    // MARK: Redeploy

    /// Redeploys once when something changed and it is wanted. After a failure only what was planned whole, or was
    /// stopped, is redeployed: a half-written state is not put into production, the next push finishes and redeploys it.
    private func redeploy(
        after outcome: PushOutcome, _ state: PushState, forced: Bool, _ report: inout PushReport
    ) async -> RedeployOutcome {
        let isWanted = state.journal.hasChanges && sync.options.autoRedeployServices
        guard isWanted || (forced && outcome == .settled), !state.services.isEmpty else { return .notNeeded }
        guard state.pending == nil || outcome.isStop else { return .due }
        let (destination, mode) = (destination, sync.options.deployMode)
        // After a stop there is still a little time for the redeploy.
        let deadline = deadline.stop.isOpen ? deadline.outlivingStop(by: Self.graceAfterStop) : deadline
        var failures: [ServiceFailure] = []
        var hasStarted = false
        await withTaskGroup(of: Result<DeployOutcome, ServiceFailure>.self) { group in
            for service in state.services {
                group.addTask {
                    do throws(ServiceFailure) {
                        return .success(try await destination.deploy(service: service, mode: mode, within: deadline))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            for await result in group {
                switch result {
                case .success(.started(let id)):
                    hasStarted = true
                    report.deploys.append(id)
                case .success(.queued): hasStarted = true
                // No failure: what was written is there when the service runs again.
                case .success(.suspended), .success(.gone): break
                case .failure(let failure): failures.append(failure)
                }
            }
        }
        report.deploys.sort()
        guard failures.isEmpty else { return .failed(failures) }
        return hasStarted ? .done : .notNeeded
    }
}

private enum Side: Sendable {
    case source(SourceSecrets)
    case destination(DestinationState)
}

/// Both sides, read at the same time.
private struct Sides {
    var source = SourceSecrets(direct: [])
    var destination = DestinationState(entries: [:])
}
