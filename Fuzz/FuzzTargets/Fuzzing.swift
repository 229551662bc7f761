// SPDX-License-Identifier: MIT

import Basics
import Dispatch
import Synchronization

/// What the fuzz targets share.
enum Fuzzing {
    /// Runs asynchronous work to its end: libFuzzer waits for each input.
    static func wait(_ body: @escaping @Sendable () async -> Void) {
        let end = DispatchSemaphore(value: 0)
        Task {
            await body()
            end.signal()
        }
        end.wait()
    }

    /// A clock that goes on by itself, so that every wait is over at once and every deadline comes.
    static func time(unixMilliseconds: Int64 = 1_790_000_000_000) -> TimeSource {
        let looks = Counter()
        return TimeSource(
            unixMilliseconds: { unixMilliseconds }, uptime: { .milliseconds(100 * looks.next()) }, sleep: { _ in },
            random: { 0.5 })
    }
}

private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
