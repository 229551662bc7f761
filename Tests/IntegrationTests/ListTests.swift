// SPDX-License-Identifier: MIT

import Sandbox
import TestSupport
import Testing

/// `list`: what the credentials see, before any sync is configured.
@Suite struct ListTests {
    @Test func withoutAnArgumentTheConfiguredSyncsAreListedWithoutACall() async throws {
        try await withSandbox(.shop()) { sandbox in
            let finished = try await ProgramUnderTest(sandbox, serviceSync).run(["list"])
            #expect(finished.exitCode == 0)
            #expect(finished.output.contains("default"))
            #expect(finished.output.contains("srv-1"))
            #expect(await sandbox.requests().isEmpty)
        }
    }

    @Test(arguments: [
        (
            "projects",
            #"{"projects":[{"environments":[{"name":"prod","slug":"prod"}],"id":"p1","name":"p1","slug":"p1"}]}"#
        ),
        ("groups", #"{"groups":[{"id":"evg-1","name":"evg-1"}]}"#),
    ])
    func whatTheCredentialsSeeIsListedWithoutASync(subject: String, json: String) async throws {
        try await withSandbox(.shop()) { sandbox in
            let renderSync = ProgramUnderTest(sandbox)
            let finished = try await renderSync.run(["list", subject, "--output", "json"])
            #expect(finished.exitCode == 0)
            #expect(finished.output == json + "\n")
            #expect(try await renderSync.run(["list", subject]).output.contains("ID"))
        }
    }

    @Test func namesOfOthersCannotWriteToTheTerminal() async throws {
        var state = SandboxState.shop()
        state.render.services = [.init(id: "srv-1", name: "shop\u{1B}[2J\nnext")]
        try await withSandbox(state) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(["list", "services"])
            #expect(finished.output.split(separator: "\n").count == 2)
            #expect(!finished.output.contains("\u{1B}"))
        }
    }

    @Test func aMissingCredentialIsNamed() async throws {
        try await withSandbox(.shop()) { sandbox in
            var renderSync = ProgramUnderTest(sandbox)
            renderSync.environment["RENDER_API_KEY"] = nil
            let finished = try await renderSync.run(["list", "services"])
            #expect(finished.exitCode == 78)
            #expect(finished.errors.contains("RENDER_API_KEY: missing"))
        }
    }

    @Test func anOlderServerListsItsProjectsToo() async throws {
        var state = SandboxState.shop()
        state.infisical.legacyOnly = true
        try await withSandbox(state) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(["list", "projects"])
            #expect(finished.exitCode == 0)
            #expect(finished.output.contains("p1"))
        }
    }
}
