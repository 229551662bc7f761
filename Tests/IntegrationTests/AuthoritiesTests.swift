// SPDX-License-Identifier: MIT

import Sandbox
import Testing
import TestSupport

/// Infisical and Render with certificates of different authorities.
@Suite struct AuthoritiesTests {
    private static let state = SandboxState.shop(secrets: ["A": "value-canary-1"])

    /// `body` gets a program that trusts neither, and the files of both authorities.
    private static func withTwoAuthorities(
        _ body: (ProgramUnderTest, _ infisical: String, _ render: String, SandboxServer) async throws -> Void
    ) async throws {
        try await withSandbox(state, { $0.tls = true }) { infisical in
            try await withSandbox(state) {
                $0.tls = true
                $0.chatPort = 0
            } _: { render in
                var program = ProgramUnderTest(render, serviceSync)
                program.environment["INFISICAL_DOMAIN"] = infisical.infisicalURL
                program.environment["SSL_CERT_FILE"] = nil
                let files = (infisical.caCertificatePath, render.caCertificatePath)
                try await body(program, try #require(files.0), try #require(files.1), render)
            }
        }
    }

    @Test func eachIsTrustedForItsOwn() async throws {
        try await Self.withTwoAuthorities { program, infisical, render, sandbox in
            var program = program
            program.environment["INFISICAL_CA_BUNDLE"] = infisical
            program.environment["CURL_CA_BUNDLE"] = render
            let chat = try #require(sandbox.chatURL).replacing("http://", with: "https://")
            program.environment["RENDER_SYNC_NOTIFY_URL"] = "\(chat)/hook"
            program.environment["RENDER_SYNC_NOTIFY_ON"] = "always"
            let finished = try await program.run(["handle"], input: try await program.delivery())
            #expect(finished.exitCode == 0, "\(finished.output)\(finished.errors)")
            #expect(await sandbox.messages().count == 1)
        }
    }

    /// What is trusted for Infisical is trusted for nobody else, and the other way round.
    @Test func neitherIsTrustedForTheOther() async throws {
        try await Self.withTwoAuthorities { program, infisical, render, sandbox in
            var program = program
            program.environment["INFISICAL_CA_BUNDLE"] = infisical
            program.environment["CURL_CA_BUNDLE"] = infisical
            let atRender = try await program.run(["sync", "--all"])
            #expect(atRender.exitCode == 69)
            #expect(atRender.output.contains("set CURL_CA_BUNDLE to its PEM file"))
            program.environment["INFISICAL_CA_BUNDLE"] = nil
            program.environment["CURL_CA_BUNDLE"] = render
            let atInfisical = try await program.run(["sync", "--all"])
            #expect(atInfisical.exitCode == 69)
            #expect(atInfisical.output.contains("set INFISICAL_CA_BUNDLE to its PEM file"))
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.isEmpty == true)
        }
    }
}
