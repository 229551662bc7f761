// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers

/// A login that is under way, and those who wait for it. Belongs to the session's actor.
final class SharedLogin {
    struct Waiter {
        let deadline: Deadline
        private let continuation: CheckedContinuation<Result<Secret, CallFailure>, Never>

        init(_ continuation: CheckedContinuation<Result<Secret, CallFailure>, Never>, _ deadline: Deadline) {
            self.continuation = continuation
            self.deadline = deadline
        }

        func end(_ result: Result<Secret, CallFailure>) { continuation.resume(returning: result) }
    }

    let id: Int
    private let task: Task<Void, Never>
    /// When the last of the waiters gives up: the login's own deadline.
    private let expiry: NIOLockedValueBox<Duration>
    private var waiters: [Int: Waiter] = [:]
    private var timer: Task<Void, Never>?

    init(id: Int, task: Task<Void, Never>, expiry: NIOLockedValueBox<Duration>) {
        self.id = id
        self.task = task
        self.expiry = expiry
    }

    var waiting: Int { waiters.count }

    /// The waiter whose time is over first, if that is before the login's own is.
    var nextToLeave: Waiter? {
        let next = waiters.values.min { $0.deadline.expiresAt < $1.deadline.expiresAt }
        return next.flatMap { $0.deadline.expiresAt < expiry.withLockedValue { $0 } ? $0 : nil }
    }

    func join(_ waiter: Waiter, _ id: Int) {
        waiters[id] = waiter
        expiry.withLockedValue { $0 = max($0, waiter.deadline.expiresAt) }
    }

    func leave(_ id: Int, _ reason: CallFailure) {
        waiters.removeValue(forKey: id)?.end(.failure(reason))
    }

    func leaveExpired() {
        for (id, waiter) in waiters where waiter.deadline.remaining == .zero {
            leave(id, CallFailure(DeadlineError.outOfTime(waiter.deadline.limit)))
        }
    }

    func end(_ result: Result<Secret, CallFailure>) {
        timer?.cancel()
        for waiter in waiters.values { waiter.end(result) }
        waiters = [:]
    }

    func cancel() {
        timer?.cancel()
        task.cancel()
    }

    func setTimer(_ timer: Task<Void, Never>) {
        self.timer?.cancel()
        self.timer = timer
    }
}
