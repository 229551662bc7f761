// SPDX-License-Identifier: MIT

/// How many requests are let through in a window of time, and how Render's headers tell of it.
///
/// Render's windows are those of the clock, Infisical's begin with a first request.
package struct RateLimits: Codable, Sendable {
    /// What `Ratelimit-Reset` holds.
    package enum ResetFormat: String, Codable, Sendable {
        /// Whole seconds to go, cut down: `0` in the last second. Every recorded answer has this.
        case secondsToGo
        /// UTC epoch seconds, as documented.
        case epochSeconds
    }

    /// Render: GET requests a window.
    package var renderReads: Int
    /// Render: other requests a window, deploys and changes of a service aside.
    package var renderWrites: Int
    /// Render: deploys and changes of the service itself a window, for each service.
    package var renderDeploys: Int
    /// Infisical: reads of secrets a window.
    package var infisicalReads: Int
    package var infisicalLogins: Int
    /// Infisical: requests of any kind a window.
    package var infisicalRequests: Int
    package var windowSeconds: Double
    package var resetFormat: ResetFormat
    /// Whether Render's 429 has a `Retry-After`. Infisical's always has.
    package var sendsRetryAfter: Bool

    package init(
        renderReads: Int = 400, renderWrites: Int = 30, renderDeploys: Int = 10, infisicalReads: Int = 120,
        infisicalLogins: Int = 90, infisicalRequests: Int = 600, windowSeconds: Double = 60,
        resetFormat: ResetFormat = .secondsToGo, sendsRetryAfter: Bool = false
    ) {
        self.renderReads = renderReads
        self.renderWrites = renderWrites
        self.renderDeploys = renderDeploys
        self.infisicalReads = infisicalReads
        self.infisicalLogins = infisicalLogins
        self.infisicalRequests = infisicalRequests
        self.windowSeconds = windowSeconds
        self.resetFormat = resetFormat
        self.sendsRetryAfter = sendsRetryAfter
    }

    /// Render's documented limits, and those of Infisical's cloud in its free tier.
    package static let documented = RateLimits()

    /// So high that nobody meets them: what the headers show when no limits are enforced.
    static let unlimited = RateLimits(
        renderReads: 1_000_000, renderWrites: 1_000_000, renderDeploys: 1_000_000, infisicalReads: 1_000_000,
        infisicalLogins: 1_000_000, infisicalRequests: 1_000_000)
}
