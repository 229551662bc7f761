// SPDX-License-Identifier: MIT

import FoundationEssentials

extension RenderEmulator {
    /// Counts the request in its bucket. The buckets are each key's own, and deploys have one for each service.
    func count(_ world: inout World, _ key: String) -> RateLimiter.Standing {
        let limits = limits ?? .unlimited
        let bucket: String
        let limit: Int
        if request.method == "GET" || request.method == "HEAD" {
            (bucket, limit) = ("read", limits.renderReads)
        } else if let service = deployedService {
            (bucket, limit) = ("deploy \(service)", limits.renderDeploys)
        } else {
            (bucket, limit) = ("write", limits.renderWrites)
        }
        return world.limiter.count(
            "render \(key) \(bucket)", limit: limit, .ofTheClock, length: limits.windowSeconds, now: now)
    }

    /// The service of a deploy, or of a change of the service itself: these share a limit.
    private var deployedService: String? {
        let segments = request.segments
        guard segments.starts(with: ["v1", "services"]), segments.count > 2 else { return nil }
        switch (request.method, segments.dropFirst(3)) {
        case ("POST", ["deploys"]), ("PATCH", []): return segments[2]
        default: return nil
        }
    }

    func headers(_ standing: RateLimiter.Standing) -> [(name: String, value: String)] {
        let reset =
            switch (limits ?? .unlimited).resetFormat {
            case .epochSeconds: Int(standing.resetsAt.timeIntervalSince1970.rounded(.up))
            case .secondsToGo: standing.secondsToGoCutDown
            }
        return [
            ("Ratelimit-Limit", String(standing.limit)),
            ("Ratelimit-Remaining", String(standing.remaining)),
            ("Ratelimit-Reset", String(reset)),
        ]
    }
}
