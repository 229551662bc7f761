// SPDX-License-Identifier: MIT

extension InfisicalEmulator {
    /// What is counted apart, beside the limit over everything.
    enum Bucket: String {
        case login, read, other
    }

    /// Counts the request and adds the rate limit headers to what is answered.
    func limited(
        _ world: inout World, _ bucket: Bucket, _ serve: (inout World) throws(InfisicalError) -> Answer
    ) throws(InfisicalError) -> Answer {
        let standing = count(&world, bucket)
        let headers = [
            ("x-ratelimit-limit", String(standing.limit)),
            ("x-ratelimit-remaining", String(standing.remaining)),
            ("x-ratelimit-reset", String(standing.secondsToGoRoundedUp)),
        ]
        do throws(InfisicalError) {
            guard !standing.isExceeded else { throw .rateLimit(secondsToGo: standing.secondsToGoRoundedUp) }
            var answer = try serve(&world)
            answer.headers += headers
            return answer
        } catch {
            var error = error
            error.headers += headers
            throw error
        }
    }

    /// The standing in whichever of the two limits is nearer. Both are the client address's, which is one here.
    private func count(_ world: inout World, _ bucket: Bucket) -> RateLimiter.Standing {
        let limits = limits ?? .unlimited
        let own =
            switch bucket {
            case .login: limits.infisicalLogins
            case .read: limits.infisicalReads
            case .other: limits.infisicalRequests
            }
        let counted = [("infisical", limits.infisicalRequests), ("infisical \(bucket.rawValue)", own)]
        let standings = counted.map { name, limit in
            world.limiter.count(
                name, limit: limit, .fromTheFirstRequest, length: limits.windowSeconds, now: now)
        }
        return standings[1].isExceeded || standings[1].remaining < standings[0].remaining ? standings[1] : standings[0]
    }
}
