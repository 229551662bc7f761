// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// `setup` as a script runs it, with the sandbox's Infisical calling the program's own endpoint.
@Suite struct SetupTests {
    private struct Report: Decodable {
        var status: String
        var test: String?
        var webhookId: String?
        var message: String
        var variables: [String: String]?
        var plan: Plan?
        var next: [String]

        struct Plan: Decodable {
            var created: Int
        }
    }

    private static let state = SandboxState.shop(secrets: ["A": "1"])

    private static func arguments(_ url: String, _ more: [String] = []) -> [String] {
        ["setup", "--project", "p1", "--environment", "prod", "--service", "srv-1", "--url", url] + more
    }

    /// A sandbox whose Infisical reaches a running `serve` with these variables.
    private static func withEndpoint(
        _ state: SandboxState = state, _ variables: [String: String] = [:],
        _ body: (ProgramUnderTest, _ url: String) async throws -> Void
    ) async throws {
        try await withSandbox(state) { sandbox in
            let renderSync = ProgramUnderTest(sandbox)
            let serving = renderSync.environment.merging(serviceSync) { $1 }.merging(variables) { $1 }
                .merging(["PORT": "0", "HOST": "127.0.0.1"]) { $1 }
            try await ProgramUnderTest.withServer([], serving) { server in
                try await body(renderSync, "http://127.0.0.1:\(server.port)/")
            }
        }
    }

    @Test func aWebhookIsMadeAndSeenToWorkAndASecondRunChangesNothing() async throws {
        try await Self.withEndpoint { renderSync, url in
            let first = try await renderSync.run(Self.arguments(url, ["--output", "json"]))
            #expect(first.exitCode == 0, "\(first.output)\(first.errors)")
            let report = try JSONDecoder().decode(Report.self, from: Data(first.output.utf8))
            #expect(report.status == "verified")
            #expect(report.plan?.created == 1)
            #expect(report.next.first?.hasPrefix("render-sync plan default, then render-sync init default") == true)
            let made = await renderSync.sandbox.state().infisical.webhooks
            #expect(made.map(\.eventsFilter) == [["secrets.modified"]])
            #expect(made.map(\.type) == [.general])
            #expect(made.map(\.secretKey) == [ProgramUnderTest.signingKey])
            let second = try await renderSync.run(Self.arguments(url))
            #expect(second.exitCode == 0)
            #expect(second.output.contains("RENDER_SYNC_SERVICE_ID=srv-1\n"))
            #expect(await renderSync.sandbox.state().infisical.webhooks.map(\.id) == made.map(\.id))
        }
    }

    @Test func theNextCommandIsSaidWhereEverythingIsInSync() async throws {
        let state = SandboxState.shop(secrets: ["A": "1"], service: ["A": "1"])
        try await Self.withEndpoint(state) { renderSync, url in
            let finished = try await renderSync.run(Self.arguments(url))
            #expect(finished.exitCode == 0)
            #expect(finished.errors.contains("plan         in sync\nnext         render-sync sync --all and"))
        }
    }

    @Test func anotherKeyIsToldFromAnEndpointThatIsDown() async throws {
        try await Self.withEndpoint(Self.state, ["INFISICAL_WEBHOOK_SECRET": "another key, of the endpoint"]) {
            renderSync, url in
            let wrong = try await renderSync.run(Self.arguments(url))
            #expect(wrong.exitCode == 69)
            #expect(wrong.errors.contains("answers 401"))
            let down = try await renderSync.run(Self.arguments("http://127.0.0.1:1/"))
            #expect(down.exitCode == 75)
            #expect(down.errors.contains("was not reached"))
            let path = try await renderSync.run(Self.arguments(url + "elsewhere"))
            #expect(path.exitCode == 69)
            #expect(path.errors.contains("answers 404"))
        }
    }

    @Test func aNewKeyGoesToAFileThatItsOwnerAloneReads() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "setup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "render-sync.env")
        try await withSandbox(Self.state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox)
            renderSync.environment["INFISICAL_WEBHOOK_SECRET"] = nil
            let arguments = Self.arguments("http://127.0.0.1:1/", ["--output-file", file.path])
            let first = try await renderSync.run(arguments)
            #expect(first.exitCode == 75)
            let text = try String(contentsOf: file, encoding: .utf8)
            let key = await sandbox.state().infisical.webhooks.first?.secretKey
            #expect(key?.utf8.count == 64)
            #expect(text.contains("INFISICAL_WEBHOOK_SECRET=\(key ?? "?")\n"))
            #expect(!(first.output + first.errors).contains(key ?? "?"))
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["render-sync.env"])
            // Another one is made for another environment's sake; the file stays.
            await sandbox.mutate { $0.infisical.webhooks = [] }
            let second = try await renderSync.run(arguments)
            #expect(second.exitCode == 74)
            #expect(try String(contentsOf: file, encoding: .utf8) == text)
            #expect(await sandbox.state().infisical.webhooks.isEmpty)
            let forced = try await renderSync.run(arguments + ["--force"])
            #expect(forced.exitCode == 75)
            #expect(try String(contentsOf: file, encoding: .utf8) != text)
        }
    }

    @Test func aKeyThatCannotBePutInItsPlaceIsNotLeftBesideIt() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "setup-\(UUID().uuidString)")
        let place = folder.appending(path: "render-sync.env")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withSandbox(Self.state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox)
            renderSync.environment["INFISICAL_WEBHOOK_SECRET"] = nil
            try await renderSync.expect(
                74, of: Self.arguments("http://127.0.0.1:1/", ["--output-file", place.path, "--force"]))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["render-sync.env"])
            #expect(await sandbox.state().infisical.webhooks.isEmpty)
        }
    }

    @Test func aKeyIsRotatedWithoutAMomentWithoutAWebhookThatWorks() async throws {
        let webhook = InfisicalState.Webhook(
            projectId: "p1", environment: "prod", url: "", secretKey: ProgramUnderTest.signingKey,
            eventsFilter: ["secrets.modified"])
        try await Self.withEndpoint { renderSync, url in
            await renderSync.sandbox.mutate { state in
                state.infisical.webhooks = [webhook]
                state.infisical.webhooks[0].url = url
            }
            let began = try await renderSync.run(Self.arguments(url, ["--rotate-key", "--output", "json"]))
            #expect(began.exitCode == 0, "\(began.output)")
            let report = try JSONDecoder().decode(Report.self, from: Data(began.output.utf8))
            #expect(report.status == "pending")
            let newKey = try #require(report.variables?["INFISICAL_WEBHOOK_SECRET"])
            let early = try await renderSync.run(Self.arguments(url, ["--rotate-key"]))
            #expect(early.exitCode == 75)
            #expect(await renderSync.sandbox.state().infisical.webhooks.count == 2)
            var both = renderSync
            both.environment["INFISICAL_WEBHOOK_SECRET"] = newKey
            both.environment["INFISICAL_WEBHOOK_SECRET_PREVIOUS"] = ProgramUnderTest.signingKey
            let serving = both.environment.merging(serviceSync) { $1 }.merging(["PORT": "0", "HOST": "127.0.0.1"]) {
                $1
            }
            try await ProgramUnderTest.withServer([], serving) { restarted in
                let moved = "http://127.0.0.1:\(restarted.port)/"
                await renderSync.sandbox.mutate { state in
                    for index in state.infisical.webhooks.indices { state.infisical.webhooks[index].url = moved }
                }
                let ended = try await both.run(Self.arguments(moved, ["--rotate-key"]))
                #expect(ended.exitCode == 0, "\(ended.errors)")
                #expect(await renderSync.sandbox.state().infisical.webhooks.map(\.secretKey) == [newKey])
            }
        }
    }

    @Test func onlyTheWebhookThatMatchesIsRemoved() async throws {
        let other = InfisicalState.Webhook(projectId: "p1", environment: "prod", url: "https://other.example/")
        let own = InfisicalState.Webhook(projectId: "p1", environment: "prod", url: "https://sync.example/")
        var state = Self.state
        state.infisical.webhooks = [other, own]
        try await withSandbox(state) { sandbox in
            let renderSync = ProgramUnderTest(sandbox)
            let arguments = Self.arguments("https://sync.example/", ["--remove"])
            try await renderSync.expect(64, of: arguments)
            try await renderSync.expect(0, of: arguments + ["--yes"])
            #expect(await sandbox.state().infisical.webhooks.map(\.id) == [other.id])
            try await renderSync.expect(0, of: arguments + ["--yes"])
        }
    }

    @Test func aServerThatIsOlderThanTheRoutesGetsTheValuesToType() async throws {
        var state = Self.state
        state.infisical.webhookRoutes = .refusingIdentities
        try await withSandbox(state) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(Self.arguments("https://sync.example/"))
            #expect(finished.exitCode == 69)
            #expect(finished.errors.contains("Project Settings > Webhooks"))
            #expect(finished.errors.contains("Webhook URL  https://sync.example/"))
            #expect(finished.errors.contains("June 2026"))
        }
    }

    @Test(arguments: ["webhooks:create", "webhooks:read"])
    func aMissingPermissionIsNamed(permission: String) async throws {
        var state = Self.state
        state.infisical.denied = [permission]
        try await withSandbox(state) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(Self.arguments("https://sync.example/"))
            #expect(finished.exitCode == 69)
            let action = permission.split(separator: ":")[1]
            #expect(finished.errors.contains("permission to \(action) webhooks"))
        }
    }

    @Test func anAddressThatInfisicalRefusesIsExplained() async throws {
        var state = Self.state
        state.infisical.allowsInternalAddresses = false
        try await withSandbox(state) { sandbox in
            let finished = try await ProgramUnderTest(sandbox).run(Self.arguments("http://127.0.0.1:1/"))
            #expect(finished.exitCode == 69)
            #expect(finished.errors.contains("ALLOW_INTERNAL_IP_CONNECTIONS"))
            #expect(await sandbox.state().infisical.webhooks.isEmpty)
        }
    }

    @Test func credentialsThatAreMissingAreAllNamed() async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox)
            renderSync.environment["RENDER_API_KEY"] = nil
            renderSync.environment["INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"] = nil
            let finished = try await renderSync.run(["setup"])
            #expect(finished.exitCode == 78)
            #expect(finished.errors.contains("RENDER_API_KEY: missing"))
            #expect(finished.errors.contains("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET: missing"))
            #expect(finished.errors.contains("Account Settings > API Keys"))
        }
    }
}
