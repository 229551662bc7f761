// SPDX-License-Identifier: MIT

public import SyncCore

/// A clock that moves when it is told to and when somebody sleeps; a sleep is over at once.
public final class FakeTime: Sendable {
    /// The moment that the clock starts at, in milliseconds since 1970.
    public static let start: Int64 = 1_790_000_000_000

    private struct State {
        var uptime = Duration.zero
        var sleeps: [Duration] = []
        var onSleep: @Sendable (Duration) -> Void = { _ in }
    }

    private let state = Locked(State())
    private let jitter: Double

    public init(jitter: Double = 0.5) {
        self.jitter = jitter
    }

    public var uptime: Duration { state.withLock(\.uptime) }

    /// Every sleep so far, in order.
    public var sleeps: [Duration] { state.withLock(\.sleeps) }

    public func advance(by duration: Duration) {
        state.withLock { $0.uptime += duration }
    }

    /// Sets what is called in the middle of every sleep.
    public func onSleep(_ body: @escaping @Sendable (Duration) -> Void) {
        state.withLock { $0.onSleep = body }
    }

    public var timekeeper: Timekeeper {
        Timekeeper(
            unixMilliseconds: { Self.start + self.uptime.milliseconds }, uptime: { self.uptime },
            sleep: { duration in
                let body = self.state.withLock { state in
                    state.uptime += duration
                    state.sleeps.append(duration)
                    return state.onSleep
                }
                body(duration)
            },
            jitter: { self.jitter })
    }

    /// A deadline on this clock.
    public func deadline(_ limit: Duration = .seconds(600), stop: StopSignal = StopSignal()) -> Deadline {
        Deadline(in: limit, timekeeper: timekeeper, stop: stop)
    }
}
