// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing
import TestSupport

/// What every platform's test needs: a sandbox, a folder for configuration files, and the files of `deploy/` with this
/// machine's paths in place of the installed ones.
struct PlatformRig {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    let sandbox: SandboxServer
    let folder: URL

    /// The variables of a user who syncs the example project to the example service.
    var environment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin:/usr/sbin",
            "INFISICAL_DOMAIN": sandbox.infisicalURL, "RENDER_API_URL": sandbox.renderURL,
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "demo-client-id",
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": "demo-client-secret",
            "INFISICAL_WEBHOOK_SECRET": "platform's own", "RENDER_API_KEY": "rnd_demo",
            "RENDER_SYNC_PROJECT_ID": "demo-project", "RENDER_SYNC_ENVIRONMENT": "prod",
            "RENDER_SYNC_SERVICE_ID": "srv-demo",
        ]
    }

    /// Runs a test with a rig of its own.
    static func with<Result>(
        latency: Duration = .zero, _ body: (PlatformRig) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "render-sync-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await withSandbox(.demo, { $0.latency = latency }) { sandbox in
            try await body(PlatformRig(sandbox: sandbox, folder: folder))
        }
    }

    // MARK: Files

    /// A file of `deploy/` with some texts replaced, each of which must be there; returns where it lies now.
    func install(_ path: String, replacing texts: [String: String] = [:]) throws -> String {
        let source = Self.repository.appending(path: "deploy/\(path)")
        var content = try String(contentsOf: source, encoding: .utf8)
        for (old, new) in texts {
            try #require(content.contains(old), "\(path) no longer holds \(old)")
            content.replace(old, with: new)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: source.path)[.posixPermissions]
        return try write(source.lastPathComponent, content, mode: mode as? Int ?? 0o644)
    }

    func write(_ name: String, _ content: String, mode: Int = 0o644) throws -> String {
        let file = folder.appending(path: name)
        try RunningProgram.whileNoneStarts { try Data(content.utf8).write(to: file) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        return file.path
    }

    /// The environment as the file that systemd and sh read.
    func writeEnvironmentFile() throws -> String {
        let lines = environment.filter { $0.key != "PATH" }.map { name, value in
            "\(name)='\(value.replacing("'", with: #"'"'"'"#))'\n"
        }
        return try write("environment", lines.joined(), mode: 0o600)
    }

    // MARK: Deliveries

    /// Sends a change of the example project's root folder, signed now, to a URL.
    func deliver(to url: String, signature: String? = nil, _ more: [String] = []) async throws -> Curl.Response {
        let body = #"""
            {"event":"secrets.modified","project":{"workspaceId":"demo-project","projectId":"demo-project",\#
            "projectName":"Größe 世界","environment":"prod","secretPath":"/"}}
            """#
        let signed = try await ProgramUnderTest.run(["sign"], environment, input: Array(body.utf8))
        let parts = signed.output.split(separator: "\r\n\r\n", maxSplits: 1)
        let header = try #require(parts.first?.split(separator: "\r\n").first { $0.hasPrefix("x-infisical-signature") })
        let sent = signature.map { "x-infisical-signature: \($0)" } ?? String(header)
        return try await Curl.send("POST", url, json: String(try #require(parts.last)), ["--header", sent] + more)
    }

    /// The example service's variables.
    func variables() async -> [String: String] {
        let service = await sandbox.state().render.services.first { $0.id == "srv-demo" }
        return Dictionary((service?.envVars ?? []).map { ($0.key, $0.value) }) { $1 }
    }

    // MARK: Servers

    /// Starts a server on a free port and ends it after the test. The line that tells that it listens is waited for;
    /// a server that ends before it, because another took the port meanwhile, is started on another port.
    func serve(
        _ name: String, environment: [String: String]? = nil, readyWhen isReady: @escaping @Sendable (String) -> Bool,
        arguments: (Int) throws -> [String], _ body: (String, RunningProgram) async throws -> Void
    ) async throws {
        for _ in 0..<5 {
            let port = Self.freePort()
            let server = try Self.start(name, arguments(port), environment ?? self.environment)
            guard await server.errors.line(where: isReady) != nil else {
                _ = await server.wait()
                continue
            }
            do {
                try await body("http://127.0.0.1:\(port)", server)
                _ = await server.stop(SIGTERM)
            } catch {
                _ = await server.stop(SIGTERM)
                throw error
            }
            return
        }
        Issue.record("\(name) does not start")
    }

    /// A program inherits the signal mask of the thread that starts it, and those of a pool block nearly every signal: a
    /// server would never end, nor would what it starts.
    private static func start(
        _ name: String, _ arguments: [String], _ environment: [String: String]
    ) throws -> RunningProgram {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return try RunningProgram(name, arguments, environment: environment)
    }

    /// Below the range that outgoing connections get theirs from, so that none of these takes it meanwhile.
    private static func freePort() -> Int {
        while true {
            let port = Int.random(in: 20_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if bound == 0 { return port }
        }
    }
}
