// SPDX-License-Identifier: MIT

/// Waits for a result no longer than a while, and lets the work go on when that is over.
///
/// A task group cannot do this: it waits for all its children.
enum Race {
    /// The work's result, or nil when the wait was over first.
    static func result<Value: Sendable>(
        of work: @escaping @Sendable () async -> Value, within limit: Duration,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) async -> Value? {
        await withCheckedContinuation { continuation in
            let finish = Finish<Value>(continuation)
            let timer = Task {
                await sleep(limit)
                finish.once(nil)
            }
            Task {
                finish.once(await work())
                timer.cancel()
            }
        }
    }

    private final class Finish<Value: Sendable>: Sendable {
        private let continuation: Locked<CheckedContinuation<Value?, Never>?>

        init(_ continuation: CheckedContinuation<Value?, Never>) {
            self.continuation = Locked(continuation)
        }

        func once(_ value: Value?) {
            let waiting = continuation.withLock { continuation in
                defer { continuation = nil }
                return continuation
            }
            waiting?.resume(returning: value)
        }
    }
}
