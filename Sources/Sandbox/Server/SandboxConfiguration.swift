// SPDX-License-Identifier: MIT

/// How a sandbox is started.
package struct SandboxConfiguration: Sendable {
    package var state: SandboxState
    /// Whether both APIs speak TLS, with a certificate of a throw-away authority.
    package var tls = false
    /// Whether HTTP/2 is offered to TLS clients.
    package var http2 = true
    package var host = "127.0.0.1"
    /// The port of Infisical's API; 0: any.
    package var infisicalPort = 0
    /// The port of Render's API; 0: any.
    package var renderPort = 0
    /// The port of the admin listener; 0: any, nil: no listener.
    package var adminPort: Int?
    /// The port of the systems that take notifications; 0: any, nil: none. It takes requests in the clear and with TLS,
    /// and it is a proxy that leads every host to itself.
    package var chatPort: Int?
    /// The rate limits; nil: none is enforced, and the headers show limits that nobody meets.
    package var rateLimits: RateLimits?
    /// How long every answer is held back.
    package var latency: Duration = .zero
    /// The time, for rate limits and token expiry.
    package var clock = SandboxClock()

    package init(state: SandboxState = SandboxState()) {
        self.state = state
    }
}
