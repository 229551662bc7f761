// SPDX-License-Identifier: MIT

/// Applies a plan: upserts before deletes, in parallel, never past the rate limit.
struct PlanApplier {
    let destination: any SecretDestination
    let options: SyncOptions
    let deadline: Deadline
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

    /// Writes until the plan is done or a write fails; the journal tells what was written either way.
    func apply(_ plan: Plan, to state: DestinationState, journal: inout PushJournal) async throws(ServiceFailure) {
        let strategy = WriteStrategy.choose(
            for: plan, options: options, allowance: destination.allowance, canReplaceAll: destination.canReplaceAll)
        switch strategy {
        case .replaceAll:
            try await replaceAll(plan, state, &journal)
        case .perKey:
            let upserts = plan.creates.map(Step.create) + plan.updates.map(Step.update)
            try await run(upserts, of: plan.changes, after: 0, &journal)
            // A rename must never leave a moment, or a failure, with neither name there.
            try await run(plan.deletes.map(Step.delete), of: plan.changes, after: upserts.count, &journal)
        }
    }

    private func replaceAll(
        _ plan: Plan, _ state: DestinationState, _ journal: inout PushJournal
    ) async throws(ServiceFailure) {
        var entries = state.entries
        for write in plan.creates + plan.updates { entries[write.key] = write.value }
        for key in plan.deletes { entries[key] = nil }
        try await waitForAllowance(pending: 1)
        do throws(ServiceFailure) {
            try await destination.replaceAll(
                entries.map { Plan.Write(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key })
        } catch {
            if error.mayHaveTakenEffect {
                for key in (plan.creates + plan.updates).map(\.key) + plan.deletes { journal.noteUncertain(key) }
            }
            throw error
        }
        for write in plan.creates { journal.noteCreated(write.key) }
        for write in plan.updates { journal.noteUpdated(write.key) }
        for key in plan.deletes { journal.noteDeleted(key) }
        progress(PushProgress(done: plan.changes, total: plan.changes))
    }

    // MARK: One call a key

    private func run(
        _ steps: [Step], of total: Int, after done: Int, _ journal: inout PushJournal
    ) async throws(ServiceFailure) {
        var pending = steps[...]
        while !pending.isEmpty {
            try await waitForAllowance(pending: pending.count)
            try await runWave(&pending, &journal) { left in
                progress(PushProgress(done: done + steps.count - left, total: total))
            }
        }
    }

    /// Waits for the reset when the rate limit has no room left.
    private func waitForAllowance(pending: Int) async throws(ServiceFailure) {
        while case let allowance = destination.allowance, allowance.count <= 0 {
            progress(PushProgress(waitingFor: allowance.resetsIn, pending: pending))
            do throws(GaveUp) {
                try await deadline.sleep(for: allowance.resetsIn)
            } catch {
                var failure = ServiceFailure(error)
                failure.message += "; Render's rate limit has no room left for \(pending) more writes"
                throw failure
            }
        }
    }

    /// Runs steps for as long as the rate limit has room, with as many in flight as the connection carries: every
    /// answer tells anew what is left. After a failure no further one begins, those in flight end, and the first
    /// failure is thrown.
    private func runWave(
        _ pending: inout ArraySlice<Step>, _ journal: inout PushJournal, stepEnded: (_ left: Int) -> Void
    ) async throws(ServiceFailure) {
        var failures: [ServiceFailure] = []
        await withTaskGroup(of: (Step, ServiceFailure?).self) { group in
            var inFlight = 0
            func beginAsManyAsThereIsRoomFor() {
                let allowance = destination.allowance
                while failures.isEmpty, inFlight < min(allowance.count, max(1, allowance.parallel)),
                    let step = pending.popFirst()
                {
                    inFlight += 1
                    group.addTask { (step, await failure(of: step)) }
                }
            }
            beginAsManyAsThereIsRoomFor()
            while let (step, failure) = await group.next() {
                inFlight -= 1
                if let failure {
                    failures.append(failure)
                    if failure.mayHaveTakenEffect { journal.noteUncertain(step.key) }
                } else {
                    note(step, &journal)
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

/// How far a push is, for somebody who watches.
public struct PushProgress: Sendable, Equatable {
    /// Writes done.
    public var done = 0
    /// Writes of the whole plan; 0 while waiting.
    public var total = 0
    /// The time until the rate limit allows more, when that is what it waits for.
    public var waiting: Duration?
    /// Writes still to be sent while it waits.
    public var pending = 0

    init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }

    init(waitingFor wait: Duration, pending: Int) {
        waiting = wait
        self.pending = pending
    }
}
