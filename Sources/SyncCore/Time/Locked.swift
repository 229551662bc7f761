// SPDX-License-Identifier: MIT

import Glibc

/// A value that one thread at a time can reach.
///
/// The standard library's `Mutex` would do, but on Linux it waits on a futex of its own that the thread sanitizer does
/// not see: it would report every use. A POSIX mutex it knows.
///
/// @unchecked: `value` is reached through `withLock` alone, which holds the mutex; the mutex has one address for as
/// long as the object lives.
public final class Locked<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    /// Takes the first value, which nobody else keeps.
    public init(_ value: sending Value) {
        self.value = value
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Runs with the value to itself. Must not be entered again from inside.
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
