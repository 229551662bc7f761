// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers

/// One push at a time for a destination; those that wait share the next one.
///
/// A push that has not begun has not read anything either, so that it will see the change of every delivery that waits
/// for it.
package actor PushCoordinator {
    private let executor: (any TaskExecutor)?
    private let run: @Sendable (SyncConfiguration, PushOccasion, PushTurn) async -> PushReport
    /// By the sync's name.
    private var waiting: [ExactText: Waiting] = [:]
    /// Those that have, or wait for, their turn at a destination, in that order.
    private var turns: [SyncDestination.Scope: [Latch]] = [:]
    private var running: [Int: Task<PushReport, Never>] = [:]
    private var followUps: [Int: Task<Void, Never>] = [:]
    private var count = 0

    /// Pushes run on Swift's own threads, or on `executor`.
    package init(
        on executor: (any TaskExecutor)? = nil,
        run: @escaping @Sendable (SyncConfiguration, PushOccasion, PushTurn) async -> PushReport
    ) {
        self.executor = executor
        self.run = run
    }

    /// Pushes the sync, or joins the push of it that waits. The task goes on when nobody waits for it any more.
    package func push(_ sync: SyncConfiguration, for occasion: PushOccasion = .command) -> Task<PushReport, Never> {
        let name = ExactText(sync.name)
        if let push = waiting[name] {
            waiting[name]?.occasion = push.occasion.joined(with: occasion)
            return push.task
        }
        count += 1
        let id = count
        let turn = join(sync.destination.scope)
        let task = Task(executorPreference: executor) { [self] in
            await turn.wait()
            return await perform(sync, id, turn)
        }
        waiting[name] = Waiting(task: task, occasion: occasion)
        running[id] = task
        return task
    }

    /// Does what follows a push, such as its line in the log; `drain` waits for it too.
    package func followUp(_ work: @escaping @Sendable () async -> Void) {
        count += 1
        let id = count
        followUps[id] = Task(executorPreference: executor) { [self] in
            await work()
            await forgetFollowUp(id)
        }
    }

    /// Returns when no push is running or waiting, and what follows them is done.
    package func drain() async {
        while true {
            if let task = running.values.first {
                _ = await task.value
            } else if let task = followUps.values.first {
                await task.value
            } else {
                return
            }
        }
    }

    /// Pushes that run or wait.
    package var unfinishedCount: Int { running.count }

    /// Cancels the calls in flight; their pushes still report.
    package func cancel() {
        for task in running.values { task.cancel() }
    }

    /// A push that has not begun, and what it will be for.
    private struct Waiting {
        var task: Task<PushReport, Never>
        var occasion: PushOccasion
    }

    private func perform(_ sync: SyncConfiguration, _ id: Int, _ first: Latch) async -> PushReport {
        let occasion = waiting.removeValue(forKey: ExactText(sync.name))?.occasion ?? .command
        let scope = sync.destination.scope
        let held = NIOLockedValueBox(first)
        let turn = PushTurn(
            giveUp: { [self] in await leave(scope, held.withLockedValue { $0 }) },
            take: { [self] in
                let next = await join(scope)
                held.withLockedValue { $0 = next }
                await next.wait()
            })
        let report = await run(sync, occasion, turn)
        leave(scope, held.withLockedValue { $0 })
        running[id] = nil
        return report
    }

    // MARK: Turns

    /// Queues for a destination. The latch opens when the turn has come.
    private func join(_ scope: SyncDestination.Scope) -> Latch {
        let turn = Latch()
        turns[scope, default: []].append(turn)
        if turns[scope]?.count == 1 { turn.open() }
        return turn
    }

    /// Forgets a destination that nobody waits for, so that memory stays flat.
    private func leave(_ scope: SyncDestination.Scope, _ turn: Latch) {
        turns[scope]?.removeAll { $0 === turn }
        if let next = turns[scope]?.first { next.open() } else { turns[scope] = nil }
    }

    private func forgetFollowUp(_ id: Int) {
        followUps[id] = nil
    }
}

/// A push's turn among the pushes of its destination. It is given up while nothing is read or written, and taken again.
package struct PushTurn: Sendable {
    let giveUp: @Sendable () async -> Void
    let take: @Sendable () async -> Void

    package init(giveUp: @escaping @Sendable () async -> Void, take: @escaping @Sendable () async -> Void) {
        self.giveUp = giveUp
        self.take = take
    }

    /// Of a push that nobody else waits for.
    package static let unshared = PushTurn(giveUp: {}, take: {})
}
