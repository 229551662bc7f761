// SPDX-License-Identifier: MIT

import Dispatch
import SyncCore

/// Runs a push on the main thread, beside libcurl's.
///
/// Swift's own threads begin as they are needed, and none can begin while a library is being loaded: the C library
/// holds a lock for both. A process that loads libcurl for one push would wait for that before it could ask for
/// anything.
final class MainLoop: TaskExecutor {
    private let jobs = Locked<[UnownedJob]>([])
    private let count = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        count.signal()
    }

    /// Runs the work, which ends the process, and every task that prefers this executor.
    func run(_ work: @escaping @Sendable () async -> Never) -> Never {
        Task(executorPreference: self) { await work() }
        while true {
            count.wait()
            jobs.withLock { $0.removeFirst() }.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
