// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Fixed windows, one for each bucket of requests.
struct RateLimiter: Sendable {
    /// Where a request stands in its bucket.
    struct Standing: Sendable {
        var limit: Int
        var remaining: Int
        var resetsAt: Date
        var secondsToGo: Int
        var isExceeded: Bool
    }

    private struct Window: Sendable {
        var start: Date
        var count: Int
    }

    private var windows: [String: Window] = [:]

    /// Counts a request.
    mutating func count(_ bucket: String, limit: Int, window length: Double, now: Date) -> Standing {
        var window = windows[bucket] ?? Window(start: now, count: 0)
        if now.timeIntervalSince(window.start) >= length { window = Window(start: now, count: 0) }
        let isExceeded = window.count >= limit
        window.count += 1
        windows[bucket] = window
        let reset = window.start + length
        return Standing(
            limit: limit, remaining: max(0, limit - window.count), resetsAt: reset,
            secondsToGo: Int(max(0, reset.timeIntervalSince(now)).rounded(.up)), isExceeded: isExceeded)
    }
}
