// SPDX-License-Identifier: MIT

import Basics
import Glibc

extension TimeSource {
    /// The machine's clocks and randomness.
    static let system = TimeSource(
        unixMilliseconds: {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
        },
        uptime: {
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
        },
        sleep: { try? await Task.sleep(for: $0) },
        random: { Double.random(in: 0..<1) })
}
