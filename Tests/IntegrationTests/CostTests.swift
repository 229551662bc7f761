// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Calls cost somebody's rate limit: no more than the documented ones are made.
@Suite struct CostTests {
    private static func entries(_ count: Int) -> [String: String] {
        Dictionary(uniqueKeysWithValues: (0..<count).map { ("KEY_\($0)", "value \($0)") })
    }

    @Test(arguments: [1, 99, 100, 200])
    func nothingChangedTakesALoginAListAndAReadForEachPage(keys: Int) async throws {
        let entries = Self.entries(keys)
        try await withSandbox(.shop(secrets: entries, service: entries)) { sandbox in
            let finished = try await ProgramUnderTest(sandbox, serviceSync).run(["sync", "--all", "--output", "json"])
            let calls = try #require(try ReportJSON(finished.output).syncs?.first).calls
            #expect(calls.infisical == 2)
            #expect(calls.render == keys / 100 + 1)
            #expect(await sandbox.requests().count == calls.infisical + calls.render)
        }
    }

    /// Only a delivery that nothing in the list explains is looked into again.
    @Test(arguments: [false, true])
    func aDeliveryCostsAListMoreWhereNothingExplainsIt(isExplained: Bool) async throws {
        var state = SandboxState.shop(secrets: Self.entries(3), service: Self.entries(3))
        if isExplained {
            // A slow machine must not come between the change and its delivery.
            let soon = Int(Date().timeIntervalSince1970) + 600
            state.infisical.projects[0].environments[0].folders[0].secrets[0].updatedAt = soon
        }
        try await withSandbox(state) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            let finished = try await renderSync.run(["handle"], input: try await renderSync.delivery())
            #expect(finished.exitCode == 0)
            let report = try ReportJSON(HTTPAnswer(finished.output).body)
            let sync = try #require(report.syncs?.first)
            #expect(sync.calls.infisical == (isExplained ? 2 : 3))
            #expect(sync.calls.render == 1)
            #expect(sync.warnings.isEmpty == isExplained)
        }
    }

    @Test func aGroupIsReadInOneCall() async throws {
        let entries = Self.entries(250)
        try await withSandbox(.shop(secrets: entries, group: entries)) { sandbox in
            _ = try await ProgramUnderTest(sandbox, groupSync).run(["sync", "--all"])
            #expect(await sandbox.requests().count == 3)
        }
    }

    @Test func oneChangeOf200TakesOneWriteOneConfirmationAndOneDeploy() async throws {
        var entries = Self.entries(200)
        let before = entries
        entries["KEY_7"] = "changed"
        try await withSandbox(.shop(secrets: entries, service: before)) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_AUTO_REDEPLOY_SERVICES"] = "true"
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 0)
            let requests = await sandbox.requests()
            #expect(requests.filter { $0.service == .infisical }.count == 3)
            #expect(requests.filter { $0.service == .render && $0.method == "GET" }.count == 6)
            #expect(
                await renderSync.renderWrites().map { "\($0.method) \($0.pathOnly)" } == [
                    "PUT /v1/services/srv-1/env-vars/KEY_7", "POST /v1/services/srv-1/deploys",
                ])
        }
    }

    @Test func manyChangesOfAServiceThatIsTheSyncsOwnTakeOneWrite() async throws {
        try await withSandbox(.shop(secrets: Self.entries(200))) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            _ = try await renderSync.run(["sync", "--all"])
            #expect(await renderSync.renderWrites().map(\.method) == ["PUT"])
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.count == 200)
        }
    }

    @Test func writesOverTLSShareOneConnectionToRender() async throws {
        var state = SandboxState.shop(secrets: Self.entries(15))
        state.render[service: "srv-1"]?.envVars = [.init("OTHER", "1")]
        try await withSandbox(state) {
            $0.tls = true
        } _: { sandbox in
            let finished = try await ProgramUnderTest(sandbox, serviceSync).run(["sync", "--all"])
            #expect(finished.exitCode == 0)
            let render = await sandbox.requests().filter { $0.service == .render }
            #expect(Set(render.map(\.connection)).count == 1)
            #expect(render.allSatisfy { $0.httpVersion == "HTTP/2" })
        }
    }
}
