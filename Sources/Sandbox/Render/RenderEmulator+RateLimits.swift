// SPDX-License-Identifier: MIT

import FoundationEssentials

extension RenderEmulator {
    /// Counts the request in its bucket; the buckets are each key's own, and deploys have one for each service.
    func count(_ world: inout World, _ key: String) -> RateLimiter.Standing {
        let limits = limits ?? .unlimited
        let segments = request.segments
        let bucket: String
        let limit: Int
        if request.method == "GET" || request.method == "HEAD" {
            (bucket, limit) = ("read", limits.renderReads)
        } else if request.method == "POST", segments.count == 4, segments[3] == "deploys" {
            (bucket, limit) = ("deploy \(segments[2])", limits.renderDeploys)
        } else {
            (bucket, limit) = ("write", limits.renderWrites)
        }
        return world.limiter.count(
            "render \(key) \(bucket)", limit: limit, window: limits.windowSeconds, now: now)
    }

    func headers(_ standing: RateLimiter.Standing) -> [(name: String, value: String)] {
        let reset =
            switch (limits ?? .unlimited).resetFormat {
            case .epochSeconds: Int(standing.resetsAt.timeIntervalSince1970.rounded(.up))
            case .secondsToGo: standing.secondsToGo
            }
        return [
            ("Ratelimit-Limit", String(standing.limit)),
            ("Ratelimit-Remaining", String(standing.remaining)),
            ("Ratelimit-Reset", String(reset)),
        ]
    }
}
