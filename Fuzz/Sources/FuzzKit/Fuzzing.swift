// SPDX-License-Identifier: MIT

import Dispatch
import SyncCore
import Synchronization

/// What the fuzz targets share.
public enum Fuzzing {
    /// The input as libFuzzer passes it.
    public static func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
        Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// Runs asynchronous work to its end: libFuzzer waits for each input.
    public static func wait(_ body: @escaping @Sendable () async -> Void) {
        let end = DispatchSemaphore(value: 0)
        Task {
            await body()
            end.signal()
        }
        end.wait()
    }

    /// A clock that goes on by itself, so that every wait is over at once and every deadline comes.
    public static func timekeeper(unixMilliseconds: Int64 = 1_790_000_000_000) -> Timekeeper {
        let looks = Counter()
        return Timekeeper(
            unixMilliseconds: { unixMilliseconds }, uptime: { .milliseconds(100 * looks.next()) }, sleep: { _ in },
            jitter: { 0.5 })
    }
}

private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
