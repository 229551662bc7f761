// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// Runs tasks on the thread that asks for it, one job after the other: nothing moves between two calls of `drain`, and
/// what moves in one is the same every time.
final class ManualExecutor: TaskExecutor {
    private let jobs = NIOLockedValueBox<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLockedValue { $0.append(job) }
    }

    /// Runs until every task waits for the simulation, or is done.
    func drain() {
        while true {
            let ready = jobs.withLockedValue { jobs in
                defer { jobs = [] }
                return jobs
            }
            if ready.isEmpty { return }
            for job in ready { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }
}
