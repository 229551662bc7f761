// SPDX-License-Identifier: MIT

/// A running sandbox: both APIs on loopback, told by a test how to behave.
package final class SandboxServer: Sendable {
    /// The base URL of Infisical's API: `http://127.0.0.1:1234`.
    package let infisicalURL: String
    /// The base URL of Render's API, with its version: `http://127.0.0.1:1234/v1`.
    package let renderURL: String
    /// The base URL of the admin listener, when there is one.
    package let adminURL: String?
    /// The base URL of the systems that take notifications, when there is one: `/slack/...`, `/discord/...`,
    /// `/teams/...`, and any other path for any other receiver. As a proxy it serves the real hosts' names.
    package let chatURL: String?
    /// The authority's certificate as a PEM file, when anything speaks TLS. It is removed on stop.
    package let caCertificatePath: String?

    private let core: Core
    private let listeners: [Listener]
    private let authority: TemporaryAuthority?

    /// Starts a sandbox; when this returns, both APIs accept connections.
    package static func start(_ configuration: SandboxConfiguration) async throws -> SandboxServer {
        let core = Core(configuration)
        let authority =
            configuration.tls || configuration.chatPort != nil
            ? try TemporaryAuthority(host: configuration.host) : nil
        var listeners: [Listener] = []
        func listen(_ port: Int, _ role: Listener.Role, _ tls: TLSSettings?) async throws -> String {
            let listener = try await Listener.start(
                host: configuration.host, port: port, core: core, role: role, tls: tls)
            listeners.append(listener)
            let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
            return "\(tls == nil ? "http" : "https")://\(host):\(listener.port)"
        }
        do {
            let tls = configuration.tls ? try authority?.settings(http2: configuration.http2) : nil
            let infisical = try await listen(configuration.infisicalPort, .api(.infisical), tls)
            let render = try await listen(configuration.renderPort, .api(.render), tls)
            var admin: String?
            if let port = configuration.adminPort { admin = try await listen(port, .admin, nil) }
            var chat: String?
            if let port = configuration.chatPort, let tls = try authority?.settings(http2: false) {
                chat = try await listen(port, .chat(tls), nil)
            }
            return SandboxServer(
                core: core, listeners: listeners, authority: authority,
                urls: (infisical: infisical, render: render + "/v1", admin: admin, chat: chat))
        } catch {
            for listener in listeners { await listener.stop() }
            authority?.remove()
            throw error
        }
    }

    private init(
        core: Core, listeners: [Listener], authority: TemporaryAuthority?,
        urls: (infisical: String, render: String, admin: String?, chat: String?)
    ) {
        self.core = core
        self.listeners = listeners
        self.authority = authority
        infisicalURL = urls.infisical
        renderURL = urls.render
        adminURL = urls.admin
        chatURL = urls.chat
        caCertificatePath = authority?.certificatePath
    }

    /// What the sandbox holds now.
    package func state() async -> SandboxState {
        core.withWorld { $0.state }
    }

    /// Changes what the sandbox holds, between two requests.
    package func mutate(_ body: @Sendable (inout SandboxState) -> Void) async {
        core.withWorld { body(&$0.state) }
    }

    /// The requests since the start or the last clearing, in order of arrival.
    package func requests() async -> [LoggedRequest] {
        core.withWorld { $0.log }
    }

    /// Empties the log. The numbers of later requests go on.
    package func clearRequests() async {
        core.withWorld { $0.log.removeAll() }
    }

    /// The notifications that came and were not kept from being served by a fault, in order.
    package func messages() async -> [ChatMessage] {
        core.withWorld { $0.messages }
    }

    /// Puts faults in force in place of those before; their counts start anew.
    package func setFaults(_ faults: [Fault]) async {
        core.withWorld { $0.faults = FaultPlan(faults) }
    }

    /// Puts scripts for lists of secrets in force in place of those before.
    package func setLists(_ scripts: [ListScript]) async {
        core.withWorld { $0.lists = ListPlan(scripts, $0.history) }
    }

    /// Views of the scripts that no list has shown yet.
    package func remainingViews() async -> Int {
        core.withWorld { $0.lists.remainingViews }
    }

    /// Sets what is called when a request has arrived and before it is served, so that a test can change the state
    /// in between. It runs on a network thread and must neither wait nor call the server.
    package func setHook(_ hook: (@Sendable (LoggedRequest, inout SandboxState) -> Void)?) async {
        core.withWorld { $0.hook = hook }
    }

    /// Closes all connections and stops listening.
    package func stop() async throws {
        for listener in listeners { await listener.stop() }
        authority?.remove()
    }
}
