// SPDX-License-Identifier: MIT

import Basics

/// Applies a plan: upserts before deletes, in parallel, never past the rate limit.
struct PlanApplier {
    let destination: any SecretDestination
    let options: SyncOptions
    let deadline: Deadline
    /// Writes of this round that were done before a wait made its plan old.
    let doneBefore: Int
    let progress: @Sendable (PushProgress) -> Void

    /// One write of one key.
    private enum Step: Sendable {
        case create(Plan.Write)
        case update(Plan.Write)
        case delete(Key)

        var key: Key {
            switch self {
            case .create(let write), .update(let write): write.key
            case .delete(let key): key
            }
        }
    }

    /// A step and its failure, or none. Not a tuple: see `RenderDestination`.
    private struct Attempt {
        var step: Step
        var failure: ServiceFailure?
    }

    /// How the application of a plan ended without a failure.
    enum Outcome {
        /// Everything is written.
        case done
        /// The rate limit made it wait, and what the plan was made from is old by now. To go on with it would put back
        /// what others have mended meanwhile.
        case outdated
    }

    /// Writes until the plan is done, a wait made it old or a write fails; the journal tells what was written in any
    /// case.
    func apply(
        _ plan: Plan, to state: DestinationState, journal: inout PushJournal
    ) async throws(ServiceFailure) -> Outcome {
        let strategy = WriteStrategy.choose(
            for: plan, options: options, allowance: destination.allowance, canReplaceAll: destination.canReplaceAll)
        switch strategy {
        case .replaceAll:
            return try await replaceAll(plan, state, &journal)
        case .perKey:
            let upserts = plan.creates.map(Step.create) + plan.updates.map(Step.update)
            guard try await run(upserts, of: plan.changes, after: 0, &journal) == .done else { return .outdated }
            // A rename must never leave a moment, or a failure, with neither name there.
            return try await run(plan.deletes.map(Step.delete), of: plan.changes, after: upserts.count, &journal)
        }
    }

    private func replaceAll(
        _ plan: Plan, _ state: DestinationState, _ journal: inout PushJournal
    ) async throws(ServiceFailure) -> Outcome {
        guard try await hasRoomAtOnce(pending: 1) else { return .outdated }
        var entries = state.entries
        for write in plan.creates + plan.updates { entries[write.key] = write.value }
        for key in plan.deletes { entries[key] = nil }
        do throws(ServiceFailure) {
            try await destination.replaceAll(
                entries.map { Plan.Write(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key })
        } catch {
            if error.mayHaveTakenEffect {
                for key in plan.keys { journal.noteUnconfirmed(key) }
            }
            throw error
        }
        for write in plan.creates { journal.noteCreated(write.key) }
        for write in plan.updates { journal.noteUpdated(write.key) }
        for key in plan.deletes { journal.noteDeleted(key) }
        progress(PushProgress(done: doneBefore + plan.changes, total: doneBefore + plan.changes))
        return .done
    }

    // MARK: One call a key

    private func run(
        _ steps: [Step], of total: Int, after done: Int, _ journal: inout PushJournal
    ) async throws(ServiceFailure) -> Outcome {
        var pending = steps[...]
        while !pending.isEmpty {
            guard try await hasRoomAtOnce(pending: pending.count) else { return .outdated }
            try await runWave(&pending, &journal) { left in
                progress(
                    PushProgress(done: doneBefore + done + steps.count - left, total: doneBefore + total))
            }
        }
        return .done
    }

    /// Whether the rate limit has room; when it has none, waits for the reset.
    private func hasRoomAtOnce(pending: Int) async throws(ServiceFailure) -> Bool {
        let allowance = destination.allowance
        guard allowance.count <= 0 else { return true }
        progress(PushProgress(waitingFor: allowance, pending: pending))
        do throws(DeadlineError) {
            try await deadline.sleep(for: allowance.resetsIn)
        } catch {
            var failure = ServiceFailure(error)
            failure.message += "; Render's rate limit has no room left for \(pending) more writes"
            throw failure
        }
        return false
    }

    /// Runs steps for as long as the rate limit has room, with as many in flight as the connection carries: every
    /// answer tells anew what is left. After a failure no further one begins, those in flight end, and the first
    /// failure is thrown.
    private func runWave(
        _ pending: inout ArraySlice<Step>, _ journal: inout PushJournal, stepEnded: (_ left: Int) -> Void
    ) async throws(ServiceFailure) {
        var failures: [ServiceFailure] = []
        await withTaskGroup(of: Attempt.self) { group in
            var inFlight = 0
            func beginAsManyAsThereIsRoomFor() {
                let allowance = destination.allowance
                while failures.isEmpty, inFlight < min(allowance.count, max(1, allowance.parallel)),
                    let step = pending.popFirst()
                {
                    inFlight += 1
                    group.addTask { Attempt(step: step, failure: await failure(of: step)) }
                }
            }
            beginAsManyAsThereIsRoomFor()
            while let attempt = await group.next() {
                inFlight -= 1
                if let failure = attempt.failure {
                    failures.append(failure)
                    if failure.mayHaveTakenEffect { journal.noteUnconfirmed(attempt.step.key) }
                } else {
                    note(attempt.step, &journal)
                    stepEnded(pending.count + inFlight)
                }
                beginAsManyAsThereIsRoomFor()
            }
        }
        // A refusal says more than the stop that may have followed it.
        if let failure = failures.first(where: { $0.kind == .refused }) ?? failures.first { throw failure }
    }

    private func failure(of step: Step) async -> ServiceFailure? {
        do throws(ServiceFailure) {
            switch step {
            case .create(let write), .update(let write): try await destination.put(write)
            case .delete(let key): try await destination.delete(key)
            }
            return nil
        } catch {
            return error
        }
    }

    private func note(_ step: Step, _ journal: inout PushJournal) {
        switch step {
        case .create(let write): journal.noteCreated(write.key)
        case .update(let write): journal.noteUpdated(write.key)
        case .delete(let key): journal.noteDeleted(key)
        }
    }
}
