// SPDX-License-Identifier: MIT

import Dispatch
import NIOConcurrencyHelpers

/// Runs a push on the main thread, beside libcurl's.
///
/// Swift's own threads begin as they are needed, and none can begin while a library is being loaded: the C library
/// holds a lock for both. A process that loads libcurl for one push would wait for that before it could ask for
/// anything.
final class MainThreadExecutor: TaskExecutor {
    private let jobs = NIOLockedValueBox<[UnownedJob]>([])
    private let count = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLockedValue { $0.append(job) }
        count.signal()
    }

    /// Runs the work, which ends the runtime, and every task that prefers this executor.
    func run(_ work: @escaping @Sendable () async -> Never) -> Never {
        Task(executorPreference: self) { await work() }
        while true {
            count.wait()
            jobs.withLockedValue { $0.removeFirst() }.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
