// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// Waits for a result no longer than a while, and lets the work go on when that is over.
///
/// A task group cannot do this: it waits for all its children.
package enum Race {
    /// The work's result, or nil when the wait was over first.
    package static func result<Value: Sendable>(
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
        private let continuation: NIOLockedValueBox<CheckedContinuation<Value?, Never>?>

        init(_ continuation: CheckedContinuation<Value?, Never>) {
            self.continuation = NIOLockedValueBox(continuation)
        }

        func once(_ value: Value?) {
            let waiting = continuation.withLockedValue { continuation in
                defer { continuation = nil }
                return continuation
            }
            waiting?.resume(returning: value)
        }
    }
}
