// SPDX-License-Identifier: MIT

import Basics

/// What a response's headers say about the rate limit.
package struct RateLimitHint: Sendable, Equatable {
    /// Requests of this kind in a period (`Ratelimit-Limit`).
    package var limit: Int?
    /// Requests left until the reset (`Ratelimit-Remaining`).
    package var remaining: Int?
    /// Until the limit is whole again (`Ratelimit-Reset`).
    package var resetsIn: Duration?
    /// Until a refused request may be repeated (`Retry-After`).
    package var retryAfter: Duration?

    /// Reads the headers. `Ratelimit-Reset` is documented as UTC epoch seconds; real responses hold the whole seconds to
    /// go, cut down, so that the true reset is up to one second later.
    package init(headers: [String: String], unixMilliseconds now: Int64) {
        limit = headers["ratelimit-limit"].flatMap { Int($0) }
        remaining = headers["ratelimit-remaining"].flatMap { Int($0) }.map { max(0, $0) }
        resetsIn = headers["ratelimit-reset"].flatMap { Int64($0) }.flatMap { reset in
            guard (0...99_999_999_999).contains(reset) else { return nil }
            return reset > 1_000_000_000 ? .milliseconds(max(0, reset * 1000 - now)) : .seconds(reset + 1)
        }
        retryAfter = headers["retry-after"].flatMap { Self.retryAfter($0, now) }
    }

    /// When a refused request may be repeated: the later of the two hints.
    package var wait: Duration? {
        guard let resetsIn, let retryAfter else { return resetsIn ?? retryAfter }
        return max(resetsIn, retryAfter)
    }

    /// RFC 9110 10.2.3: seconds to go, or a date.
    private static func retryAfter(_ text: String, _ now: Int64) -> Duration? {
        if let seconds = Int64(text), (0...99_999_999).contains(seconds) { return .seconds(seconds) }
        return Moment(httpDate: text).map { .milliseconds(max(0, $0.milliseconds - now)) }
    }
}
