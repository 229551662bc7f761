// SPDX-License-Identifier: MIT

/// How many requests are let through in a window of time, and how the headers tell of it.
package struct RateLimits: Codable, Sendable {
    /// What `Ratelimit-Reset` holds. Render documents the first; its own example looks like the second.
    package enum ResetFormat: String, Codable, Sendable {
        case epochSeconds
        case secondsToGo
    }

    /// Render: GET requests a window.
    package var renderReads: Int
    /// Render: other requests a window, deploys aside.
    package var renderWrites: Int
    /// Render: deploys a window, for each service.
    package var renderDeploys: Int
    /// Infisical: requests a window, logins aside.
    package var infisicalReads: Int
    /// The window's length; it begins with the first request that counts.
    package var windowSeconds: Double
    /// The form of Render's `Ratelimit-Reset`.
    package var resetFormat: ResetFormat
    /// Whether Render's 429 has a `Retry-After`. Infisical's always has.
    package var sendsRetryAfter: Bool

    package init(
        renderReads: Int = 400, renderWrites: Int = 30, renderDeploys: Int = 10, infisicalReads: Int = 200,
        windowSeconds: Double = 60, resetFormat: ResetFormat = .epochSeconds, sendsRetryAfter: Bool = false
    ) {
        self.renderReads = renderReads
        self.renderWrites = renderWrites
        self.renderDeploys = renderDeploys
        self.infisicalReads = infisicalReads
        self.windowSeconds = windowSeconds
        self.resetFormat = resetFormat
        self.sendsRetryAfter = sendsRetryAfter
    }

    /// The limits that Render and Infisical document.
    package static let documented = RateLimits()

    /// So high that nobody meets them: what the headers show when no limits are enforced.
    static let unlimited = RateLimits(
        renderReads: 1_000_000, renderWrites: 1_000_000, renderDeploys: 1_000_000, infisicalReads: 1_000_000)
}
