// SPDX-License-Identifier: MIT

import Basics

/// Applies a plan: upserts before deletes, in parallel. The destination says when the rate limit has no room.
struct PlanApplier {
    let destination: any SecretDestination
    let options: SyncOptions
    let deadline: Deadline
    /// Writes of this round that were done before a wait made its plan stale.
    let doneBefore: Int
    let progress: @Sendable (PushProgress) -> Void

    /// One write of one key.
    private enum Step: Sendable {
        case create(Entry)
        case update(Entry)
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
        var failure: CallFailure?
    }

    /// How the application of a plan ended without a failure.
    enum Completion {
        /// Everything is written.
        case done
        /// The rate limit made it wait, so that the plan was made from old readings. To go on with it could undo what
        /// others wrote meanwhile.
        case stale
    }

    /// Writes until the plan is done, a wait made it stale or a write fails; the journal always tells what was written.
    func apply(
        _ plan: Plan, to state: DestinationState, journal: inout PushJournal
    ) async throws(CallFailure) -> Completion {
        let strategy = WriteStrategy.choose(
            for: plan, options: options, allowance: destination.allowance, canReplaceAll: destination.canReplaceAll)
        switch strategy {
        case .replaceAll:
            return try await replaceAll(plan, state, &journal)
        case .perKey:
            let upserts = plan.creates.map(Step.create) + plan.updates.map(Step.update)
            guard try await run(upserts, of: plan.changes, after: 0, &journal) == .done else { return .stale }
            // A rename must never leave a moment, or a failure, with neither name there.
            return try await run(plan.deletes.map(Step.delete), of: plan.changes, after: upserts.count, &journal)
        }
    }

    private func replaceAll(
        _ plan: Plan, _ state: DestinationState, _ journal: inout PushJournal
    ) async throws(CallFailure) -> Completion {
        var entries = state.entries
        for write in plan.creates + plan.updates { entries[write.key] = write.value }
        for key in plan.deletes { entries[key] = nil }
        do throws(CallFailure) {
            try await destination.replaceAll(
                entries.map { Entry(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key })
        } catch {
            if case .noRoom(let wait) = error.kind { return try await waitForReset(wait, pending: 1) }
            if error.mayHaveTakenEffect {
                for key in plan.keys { journal.noteUnconfirmed(key) }
            }
            throw error
        }
        for write in plan.creates { journal.noteCreated(write.key) }
        for write in plan.updates { journal.noteUpdated(write.key) }
        for key in plan.deletes { journal.noteDeleted(key) }
        progress(.writing(done: doneBefore + plan.changes, total: doneBefore + plan.changes))
        return .done
    }

    // MARK: One call a key

    /// Runs the steps with as many in flight as the connection carries. After a failure, or when there is no room, no
    /// further one begins and those in flight end; the first failure is thrown.
    private func run(
        _ steps: [Step], of total: Int, after done: Int, _ journal: inout PushJournal
    ) async throws(CallFailure) -> Completion {
        let parallel = max(1, destination.allowance.parallel)
        var pending = steps[...]
        var left = steps.count
        var failures: [CallFailure] = []
        var wait: Duration?
        await withTaskGroup(of: Attempt.self) { group in
            var inFlight = 0
            func beginMore() {
                while failures.isEmpty, wait == nil, inFlight < parallel, let step = pending.popFirst() {
                    inFlight += 1
                    group.addTask { Attempt(step: step, failure: await failure(of: step)) }
                }
            }
            beginMore()
            while let attempt = await group.next() {
                inFlight -= 1
                switch attempt.failure?.kind {
                case nil:
                    left -= 1
                    note(attempt.step, &journal)
                    progress(.writing(done: doneBefore + done + steps.count - left, total: doneBefore + total))
                case .noRoom(let resetsIn): wait = max(wait ?? .zero, resetsIn)
                case _:
                    if let failure = attempt.failure { failures.append(failure) }
                    if attempt.failure?.mayHaveTakenEffect == true { journal.noteUnconfirmed(attempt.step.key) }
                }
                beginMore()
            }
        }
        // A refusal says more than the stop that may have followed it.
        if let failure = failures.first(where: { $0.kind == .refused }) ?? failures.first { throw failure }
        guard let wait else { return .done }
        return try await waitForReset(wait, pending: left)
    }

    private func waitForReset(_ wait: Duration, pending: Int) async throws(CallFailure) -> Completion {
        var allowance = destination.allowance
        allowance.resetsIn = wait
        progress(.waiting(RateLimitWait(for: allowance, pending: pending)))
        do throws(DeadlineError) {
            try await deadline.sleep(for: wait)
        } catch {
            var failure = CallFailure(error)
            failure.message += "; Render's rate limit has no room left for \(Phrases.count(pending, "more write"))"
            throw failure
        }
        return .stale
    }

    private func failure(of step: Step) async -> CallFailure? {
        do throws(CallFailure) {
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
