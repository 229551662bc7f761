// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers

/// A clock that moves when it is told to and when somebody sleeps; a sleep is over at once.
package final class FakeTime: Sendable {
    /// The moment that the clock starts at, in milliseconds since 1970.
    package static let start: Int64 = 1_790_000_000_000

    private struct State {
        var uptime = Duration.zero
        var sleeps: [Duration] = []
        var onSleep: @Sendable (Duration) -> Void = { _ in }
    }

    private let state = NIOLockedValueBox(State())
    private let random: Double

    package init(random: Double = 0.5) {
        self.random = random
    }

    package var uptime: Duration { state.withLockedValue(\.uptime) }

    /// Every sleep so far, in order.
    package var sleeps: [Duration] { state.withLockedValue(\.sleeps) }

    package func advance(by duration: Duration) {
        state.withLockedValue { $0.uptime += duration }
    }

    /// Sets what is called in the middle of every sleep.
    package func onSleep(_ body: @escaping @Sendable (Duration) -> Void) {
        state.withLockedValue { $0.onSleep = body }
    }

    package var time: TimeSource {
        TimeSource(
            unixMilliseconds: { Self.start + self.uptime.milliseconds }, uptime: { self.uptime },
            sleep: { duration in
                let body = self.state.withLockedValue { state in
                    state.uptime += duration
                    state.sleeps.append(duration)
                    return state.onSleep
                }
                body(duration)
            },
            random: { self.random })
    }

    /// A deadline on this clock.
    package func deadline(_ limit: Duration = .seconds(600), stop: Latch = Latch()) -> Deadline {
        Deadline(in: limit, time: time, stop: stop)
    }
}
