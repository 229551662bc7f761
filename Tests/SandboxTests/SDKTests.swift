// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// The vendors' own SDKs work on the sandbox: their models refuse an answer that lacks what the real API gives.
@Suite struct SDKTests {
    @Test func infisicalSDK() async throws {
        try await withSandbox { server in
            try await run("infisical_check.py", server.infisicalURL)
            let state = await server.state()
            #expect(state.infisical.secrets("project-1", "prod").map(\.key) == ["HOST", "URL"])
        }
    }

    /// A server from before v4 knows all that the SDK uses.
    @Test func infisicalSDKWithAnOlderServer() async throws {
        var state = SandboxState.sample
        state.infisical.legacyOnly = true
        try await withSandbox(state) { try await run("infisical_check.py", $0.infisicalURL) }
    }

    @Test func renderSDK() async throws {
        var state = SandboxState.sample
        state.render.groupList = .bare
        try await withSandbox(state) { server in
            try await run("render_check.py", server.renderURL, "rnd_1")
            let render = await server.state().render
            #expect(render[service: "srv-1"]?.envVars == [.init("A", "1"), .init("B.b-c", "2")])
            #expect(render[service: "srv-1"]?.secretFiles == [.init("two.pem", "2")])
            #expect(render.deploys.map(\.mode) == [nil, "deploy_only", nil, nil])
        }
    }

    private func run(_ script: String, _ arguments: String...) async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "SDK")
        let root = folder.appending(path: "../../..").standardizedFileURL
        let venv =
            ProcessInfo.processInfo.environment["RENDER_SYNC_SDK_VENV"]
            .map { URL(filePath: $0) } ?? root.appending(path: ".build/sdk-venv")
        let python = venv.appending(path: "bin/python").path
        try #require(
            FileManager.default.isExecutableFile(atPath: python),
            "the Python environment is missing: run Tests/SandboxTests/SDK/setup first")
        // No byte code: a test leaves nothing in the source tree.
        let finished = try await Program.run(python, ["-B", folder.appending(path: script).path] + arguments)
        #expect(finished.exitCode == 0, "\(finished.errors)")
        #expect(finished.output == "done\n")
    }
}
