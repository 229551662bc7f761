// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Counts requests, each bucket for itself, in windows that follow one another.
struct RateLimiter: Sendable {
    enum Windows {
        /// They begin at multiples of their length since 1970: with sixty seconds, at each full minute.
        case ofTheClock
        /// One begins with the first request after the last one has ended.
        case fromTheFirstRequest
    }

    /// Where a request stands in its bucket.
    struct Standing: Sendable {
        var limit: Int
        var remaining: Int
        var resetsAt: Date
        var timeToGo: TimeInterval
        var isExceeded: Bool

        var secondsToGoCutDown: Int { Int(timeToGo.rounded(.down)) }
        var secondsToGoRoundedUp: Int { Int(timeToGo.rounded(.up)) }
    }

    private struct Window: Sendable {
        var start: Date
        var count = 0
    }

    private var open: [String: Window] = [:]

    mutating func count(
        _ bucket: String, limit: Int, _ windows: Windows, length: TimeInterval, now: Date
    ) -> Standing {
        var window = open[bucket] ?? Window(start: .distantPast)
        if now.timeIntervalSince(window.start) >= length {
            window = Window(start: Self.start(windows, length, now))
        }
        let isExceeded = window.count >= limit
        window.count += 1
        open[bucket] = window
        let reset = window.start + length
        return Standing(
            limit: limit, remaining: max(0, limit - window.count), resetsAt: reset,
            timeToGo: max(0, reset.timeIntervalSince(now)), isExceeded: isExceeded)
    }

    private static func start(_ windows: Windows, _ length: TimeInterval, _ now: Date) -> Date {
        switch windows {
        case .ofTheClock: Date(timeIntervalSince1970: (now.timeIntervalSince1970 / length).rounded(.down) * length)
        case .fromTheFirstRequest: now
        }
    }
}
