// SPDX-License-Identifier: MIT

/// One push at a time for a destination; those that wait share the next one.
///
/// A push that has not begun has not read anything either, so that it will see the change of every delivery that waits
/// for it.
package actor PushCoordinator {
    private let executor: (any TaskExecutor)?
    private let run: @Sendable (SyncConfiguration, PushOccasion) async -> PushReport
    private var waiting: [String: Waiting] = [:]
    private var lanes: [SyncDestination.Scope: Task<Void, Never>] = [:]
    private var running: [Int: Task<PushReport, Never>] = [:]
    private var followUps: [Int: Task<Void, Never>] = [:]
    private var count = 0

    /// Pushes run on Swift's own threads, or on `executor`.
    package init(
        on executor: (any TaskExecutor)? = nil,
        run: @escaping @Sendable (SyncConfiguration, PushOccasion) async -> PushReport
    ) {
        self.executor = executor
        self.run = run
    }

    /// Pushes the sync, or joins the push of it that waits. The task goes on when nobody waits for it any more.
    package func push(_ sync: SyncConfiguration, for occasion: PushOccasion = .command) -> Task<PushReport, Never> {
        if let push = waiting[sync.name] {
            waiting[sync.name]?.occasion = push.occasion.joined(with: occasion)
            return push.task
        }
        count += 1
        let id = count
        let ahead = lanes[sync.destination.scope]
        let task = Task(executorPreference: executor) { [self] in
            await ahead?.value
            return await perform(sync, id)
        }
        waiting[sync.name] = Waiting(task: task, occasion: occasion)
        running[id] = task
        lanes[sync.destination.scope] = Task(executorPreference: executor) { [self] in
            _ = await task.value
            await leave(sync.destination.scope, last: id)
        }
        lastInLane[sync.destination.scope] = id
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

    private var lastInLane: [SyncDestination.Scope: Int] = [:]

    private func perform(_ sync: SyncConfiguration, _ id: Int) async -> PushReport {
        let occasion = waiting.removeValue(forKey: sync.name)?.occasion ?? .command
        let report = await run(sync, occasion)
        running[id] = nil
        return report
    }

    private func forgetFollowUp(_ id: Int) {
        followUps[id] = nil
    }

    /// Forgets a lane that nobody waits in, so that memory stays flat.
    private func leave(_ scope: SyncDestination.Scope, last id: Int) {
        guard lastInLane[scope] == id else { return }
        lanes[scope] = nil
        lastInLane[scope] = nil
    }
}
