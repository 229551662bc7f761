// SPDX-License-Identifier: MIT

/// How a sandbox is started.
public struct SandboxConfiguration: Sendable {
    /// What it holds at the start.
    public var state: SandboxState
    /// Whether both APIs speak TLS, with a certificate of a throw-away authority.
    public var tls = false
    /// Whether HTTP/2 is offered to TLS clients.
    public var http2 = true
    /// The address to listen on.
    public var host = "127.0.0.1"
    /// The port of Infisical's API; 0: any.
    public var infisicalPort = 0
    /// The port of Render's API; 0: any.
    public var renderPort = 0
    /// The port of the admin listener; 0: any, nil: no listener.
    public var adminPort: Int?
    /// The rate limits; nil: none is enforced, and the headers show limits that nobody meets.
    public var rateLimits: RateLimits?
    /// How long every answer is held back.
    public var latency: Duration = .zero
    /// The time, for rate limits and token expiry.
    public var clock = SandboxClock()

    /// A configuration with the defaults above.
    public init(state: SandboxState = SandboxState()) {
        self.state = state
    }
}
