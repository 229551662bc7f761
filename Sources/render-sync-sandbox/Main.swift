// SPDX-License-Identifier: MIT

import ArgumentParser
import FoundationEssentials
import Glibc
import Sandbox

/// Serves both emulated APIs until it is told to stop.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render-sync-sandbox",
        abstract: "Emulates the Infisical and Render APIs on this machine.",
        discussion: "Prints one line of JSON with the URLs when it is ready, and ends on SIGTERM or SIGINT.")

    @Option(help: "A JSON file with what the sandbox holds. Without it: a built-in example.")
    var state: String?

    @Option(help: "The port of Infisical's API; 0: any.")
    var infisicalPort = 0

    @Option(help: "The port of Render's API; 0: any.")
    var renderPort = 0

    @Option(
        help: """
            The port of the admin listener (GET, PUT and PATCH /state; GET and DELETE /requests and /messages; PUT /faults \
            and /lists).
            """)
    var adminPort: Int?

    @Option(help: "The port of the systems that take notifications (/slack/..., /discord/..., /teams/...); 0: any.")
    var chatPort: Int?

    @Flag(help: "Speak TLS with a certificate of a throw-away authority.")
    var tls = false

    @Option(help: "The rate limits to enforce.")
    var rateLimits = RateLimitChoice.none

    @Option(help: "How long every answer is held back, in milliseconds.")
    var latencyMs = 0

    @Option(help: "Write the authority's certificate to this file too.")
    var caOut: String?

    @Flag(help: "Print what the sandbox would hold, and exit.")
    var printState = false

    func validate() throws {
        guard latencyMs >= 0 else { throw ValidationError("--latency-ms must not be negative") }
        guard caOut == nil || tls || chatPort != nil else {
            throw ValidationError("--ca-out needs --tls or --chat-port")
        }
        for port in [infisicalPort, renderPort, adminPort ?? 0, chatPort ?? 0] where !(0...65_535).contains(port) {
            throw ValidationError("a port must be between 0 and 65535")
        }
    }

    func run() async throws {
        let held = try state.map { try SandboxState(json: Data(contentsOf: URL(filePath: $0))) } ?? .demo
        if printState {
            print(String(decoding: try held.json(), as: UTF8.self))
            return
        }
        // Before the announcement: who reads it may send the signal at once.
        let signal = StopSignal()
        let server = try await SandboxServer.start(configuration(held))
        if let caOut, let path = server.caCertificatePath {
            try Data(contentsOf: URL(filePath: path)).write(to: URL(filePath: caOut))
        }
        try announce(server)
        await signal.wait()
        try await server.stop()
    }

    private func configuration(_ held: SandboxState) -> SandboxConfiguration {
        var configuration = SandboxConfiguration(state: held)
        configuration.tls = tls
        configuration.infisicalPort = infisicalPort
        configuration.renderPort = renderPort
        configuration.adminPort = adminPort
        configuration.chatPort = chatPort
        configuration.rateLimits = rateLimits == .documented ? .documented : nil
        configuration.latency = .milliseconds(latencyMs)
        return configuration
    }

    private func announce(_ server: SandboxServer) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = try encoder.encode(
            Announcement(
                infisical: server.infisicalURL, render: server.renderURL, admin: server.adminURL, chat: server.chatURL,
                caCertificate: caOut ?? server.caCertificatePath))
        print(String(decoding: line, as: UTF8.self))
        // A pipe's reader waits for the line.
        guard fflush(nil) == 0 else { throw ExitCode(EX_IOERR) }
    }
}

/// What can be asked of `--rate-limits`.
enum RateLimitChoice: String, ExpressibleByArgument, CaseIterable {
    case documented, none
}

/// The line that tells that the sandbox is ready.
struct Announcement: Encodable {
    var infisical: String
    var render: String
    var admin: String?
    var chat: String?
    var caCertificate: String?
}
