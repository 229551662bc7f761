// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// `check` as a watch: the ways in which a change comes here.
@Suite struct WatchTests {
    private struct Report: Decodable {
        struct Check: Decodable {
            var result: String
            var check: String
            var message: String
        }

        var checks: [Check]

        func line(_ check: String) -> Check? { checks.first { $0.check == check } }
    }

    private static let webhook = InfisicalState.Webhook(
        projectId: "p1", environment: "prod", url: "https://sync.example/", eventsFilter: ["secrets.modified"],
        lastStatus: .success)

    private static func state(_ change: (inout SandboxState) -> Void = { _ in }) -> SandboxState {
        var state = SandboxState.shop(secrets: ["A": "1"], service: ["A": "1"])
        state.infisical.webhooks = [webhook]
        change(&state)
        return state
    }

    private func check(
        _ state: SandboxState, _ arguments: [String] = ["--all"], _ variables: [String: String] = [:]
    ) async throws -> (exitCode: Int32, report: Report) {
        try await withSandbox(state) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync.merging(variables) { $1 })
            let finished = try await renderSync.run(["check", "--output", "json"] + arguments)
            return (finished.exitCode, try JSONDecoder().decode(Report.self, from: Data(finished.output.utf8)))
        }
    }

    @Test func aWebhookThatWorksPasses() async throws {
        let (exitCode, report) = try await check(Self.state())
        #expect(exitCode == 0)
        #expect(report.line("default: webhook")?.result == "pass")
        #expect(report.line("default: webhook")?.message.contains("alive") == true)
    }

    @Test func aDeletedWebhookEndsTheWatchWith69() async throws {
        let (exitCode, report) = try await check(Self.state { $0.infisical.webhooks = [] })
        #expect(exitCode == 69)
        #expect(report.line("default: webhook")?.result == "fail")
    }

    @Test func aDisabledWebhookEndsTheWatchWith69() async throws {
        let (exitCode, _) = try await check(Self.state { $0.infisical.webhooks[0].isDisabled = true })
        #expect(exitCode == 69)
    }

    @Test func aWebhookThatIsStillToBeMadeIsNoFailureOfAPlainCheck() async throws {
        let (exitCode, report) = try await check(Self.state { $0.infisical.webhooks = [] }, [])
        #expect(exitCode == 0)
        #expect(report.line("default: webhook")?.result == "warn")
    }

    @Test(arguments: ["webhooks:read", "secret-syncs:read"])
    func whatTheIdentityMayNotReadIsSaidAndIsNoFailure(permission: String) async throws {
        let (exitCode, report) = try await check(Self.state { $0.infisical.denied = [permission] })
        #expect(exitCode == 0)
        let unread = report.checks.filter { $0.result == "warn" }
        #expect(unread.count == 1)
        #expect(unread.first?.message.contains("not looked at") == true)
        #expect(unread.first?.message.contains("permission to read") == true)
    }

    @Test func aServerThatIsOlderThanTheRoutesIsNoFailure() async throws {
        let (exitCode, report) = try await check(Self.state { $0.infisical.webhookRoutes = .refusingIdentities })
        #expect(exitCode == 0)
        #expect(report.line("default: webhook")?.message.contains("June 2026") == true)
    }

    @Test func infisicalsOwnSyncOfTheSameServiceIsNamed() async throws {
        let foreign = try SandboxState(
            json: Data(
                """
                {"infisical": {"secretSyncs": [{"projectId": "p1", "name": "theirs", "isAutoSyncEnabled": true,
                "destinationConfig": {"scope": "service", "serviceId": "srv-1", "type": "env"}}]}}
                """.utf8))
        let (_, report) = try await check(Self.state { $0.infisical.secretSyncs = foreign.infisical.secretSyncs })
        #expect(report.line("default: Infisical's sync")?.message.contains("theirs") == true)
    }

    @Test func anImportFromElsewhereIsNamed() async throws {
        let state = Self.state { state in
            state.infisical["p1", "shared", "/base"] = .init(path: "/base", secrets: [.init("B", "2")])
            state.infisical["p1", "prod", "/"]?.imports = [.init(environment: "shared", path: "/base")]
        }
        let (exitCode, report) = try await check(state)
        #expect(exitCode == 0)
        #expect(report.line("default: imports")?.message.contains("shared /base") == true)
    }

    @Test func whatAPushWouldDoAndTheKeysVariableAreSaid() async throws {
        let state = Self.state { $0.infisical.set("NEW", to: "2", project: "p1", environment: "prod") }
        let (_, report) = try await check(state, [], ["RENDER_SYNC_EXCLUDE_KEYS": "A"])
        let plan = report.line("default: plan")?.message
        #expect(plan?.contains("write 1 key and delete 0 now") == true)
        #expect(plan?.contains("EXCLUDE_KEYS leaves out 1 key") == true)
        #expect(report.line("default: Render")?.message.contains("RENDER_API_KEY") == true)
    }

    @Test func whereAScheduleAlonePushesNeitherAWebhookNorAKeyIsNeeded() async throws {
        let variables = ["RENDER_SYNC_AUTO_SYNC_ENABLED": "false", "INFISICAL_WEBHOOK_SECRET": ""]
        let (exitCode, report) = try await check(Self.state { $0.infisical.webhooks = [] }, ["--all"], variables)
        #expect(exitCode == 0)
        #expect(report.checks.allSatisfy { $0.result == "pass" })
    }

    @Test func onlyTheNamedSyncsAreLookedAt() async throws {
        let variables = [
            "RENDER_SYNCS": "api,worker", "RENDER_SYNC_SERVICE_ID": "srv-1", "RENDER_SYNC_WORKER_SERVICE_ID": "srv-2",
        ]
        let (_, report) = try await check(Self.state(), ["worker"], variables)
        #expect(report.line("worker: Render") != nil)
        #expect(report.line("api: Render") == nil)
    }

    @Test(arguments: [["nobody"], ["--all", "default"]])
    func aWrongSelectionIsAUsageError(arguments: [String]) async throws {
        try await withSandbox(Self.state()) { sandbox in
            try await ProgramUnderTest(sandbox, serviceSync).expect(64, of: ["check"] + arguments)
        }
    }
}
