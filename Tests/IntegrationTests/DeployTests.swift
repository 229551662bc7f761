// SPDX-License-Identifier: MIT

import Basics
import Foundation
import Sandbox
import TestSupport
import Testing

/// Pushes that follow their deploys.
@Suite(.timeLimit(.minutes(10))) struct DeployTests {
    typealias Status = RenderState.Deploy.Status

    private static func state(
        _ script: [Status], _ change: (inout RenderState.Service) -> Void = { _ in }
    ) -> SandboxState {
        var state = SandboxState.shop(secrets: ["A": "1"])
        for place in state.render.services.indices {
            state.render.services[place].deployScripts = [script]
            change(&state.render.services[place])
        }
        return state
    }

    private static func renderSync(
        _ sandbox: SandboxServer, _ sync: [String: String] = serviceSync, wait: Int = 60
    ) -> ProgramUnderTest {
        var renderSync = ProgramUnderTest(sandbox, sync)
        renderSync.environment["RENDER_SYNC_AUTO_REDEPLOY_SERVICES"] = "true"
        renderSync.environment["RENDER_SYNC_WAIT_FOR_DEPLOY"] = String(wait)
        return renderSync
    }

    private static func report(_ finished: Program.Finished) throws -> ReportJSON.Sync {
        let json = finished.output.split(separator: "\r\n\r\n").last.map(String.init) ?? ""
        return try #require(try ReportJSON(json).syncs?.first)
    }

    @Test(
        arguments: [
            ([.created, .buildInProgress, .updateInProgress, .live], "live", 200, 0),
            ([.queued, .buildFailed], "build_failed", 424, 69),
            ([.preDeployInProgress, .preDeployFailed], "pre_deploy_failed", 424, 69),
            ([.updateInProgress, .updateFailed], "update_failed", 424, 69),
            ([.created, .canceled], "canceled", 200, 0), ([.created, .deactivated], "replaced", 200, 0),
        ] as [([Status], String, Int, Int32)])
    func aDeliveryIsAnsweredWithTheEndOfItsDeploy(
        script: [Status], status: String, httpStatus: Int, exitCode: Int32
    ) async throws {
        try await withSandbox(Self.state(script)) { sandbox in
            let renderSync = Self.renderSync(sandbox)
            let finished = try await renderSync.run(["handle"], input: try await renderSync.delivery())
            let hint = Comment(rawValue: finished.output)
            #expect(finished.exitCode == exitCode, hint)
            #expect(finished.output.hasPrefix("HTTP/1.1 \(httpStatus) "), hint)
            let deploy = try #require(try Self.report(finished).deploys.first)
            #expect(deploy.status == status)
            let id = try #require(await sandbox.state().render.deploys.first?.id)
            #expect(deploy.id == id)
            #expect(deploy.url == "https://dashboard.render.com/web/srv-1/deploys/\(id)")
            if exitCode != 0 { #expect(finished.output.contains(deploy.url ?? ""), hint) }
        }
    }

    @Test func aDeployThatIsStillRunningWhenTheTimeIsUpMayPass() async throws {
        try await withSandbox(Self.state([.buildInProgress])) { sandbox in
            let finished = try await Self.renderSync(sandbox, wait: 2).run(["sync", "--all", "--output", "json"])
            #expect(finished.exitCode == 75)
            let report = try Self.report(finished)
            #expect(report.created == ["A"])
            #expect(report.deploys.map(\.status) == ["running"])
        }
    }

    /// Both services of the group, told apart by what became of them.
    @Test func aCommandWaitsForEveryServiceOfAGroup() async throws {
        let state = Self.state([.created, .live]) { if $0.id == "srv-3" { $0.deployScripts = [[.buildFailed]] } }
        try await withSandbox(state) { sandbox in
            var renderSync = Self.renderSync(sandbox, groupSync)
            renderSync.environment["RENDER_SYNC_WAIT_FOR_DEPLOY"] = nil
            let finished = try await renderSync.run(["sync", "--all", "--wait", "--output", "json"])
            #expect(finished.exitCode == 69)
            #expect(try Self.report(finished).deploys.map(\.service) == ["srv-2", "srv-3"])
            #expect(try Self.report(finished).deploys.map(\.status) == ["live", "build_failed"])
            // The links tell their pages.
            #expect(await !sandbox.requests().contains { $0.method == "GET" && $0.pathOnly == "/v1/services/srv-2" })
        }
    }

    @Test func aDeployThatRenderQueuesWithoutTellingItsIDIsFound() async throws {
        let state = Self.state([.queued, .buildInProgress, .live]) { $0.deployAnswer = .queued }
        try await withSandbox(state) { sandbox in
            let finished = try await Self.renderSync(sandbox).run(["sync", "--all", "--output", "json"])
            #expect(finished.exitCode == 0)
            let deploy = try #require(try Self.report(finished).deploys.first)
            #expect(deploy.status == "live")
            #expect(deploy.id == (await sandbox.state().render.deploys.first?.id))
        }
    }

    @Test func aSuspendedServiceIsNotWaitedFor() async throws {
        try await withSandbox(Self.state([.live]) { $0.suspended = true }) { sandbox in
            let finished = try await Self.renderSync(sandbox).run(["sync", "--all", "--output", "json"])
            #expect(finished.exitCode == 0)
            #expect(try Self.report(finished).deploys.map(\.status) == ["suspended"])
        }
    }

    @Test func aSignalEndsTheWaitAndTheDeployGoesOn() async throws {
        try await withSandbox(Self.state([.buildInProgress])) { sandbox in
            let looks = AsyncStream<Void>.makeStream()
            await sandbox.setHook { request, _ in
                if request.method == "GET", request.pathOnly.contains("/deploys/") { looks.continuation.yield() }
            }
            let running = try Self.renderSync(sandbox).start(["sync", "--all", "--output", "json"])
            for await _ in looks.stream { break }
            running.send(SIGTERM)
            #expect(await running.wait() == 75)
            let report = try #require(try ReportJSON(running.output.text).syncs?.first)
            #expect(report.created == ["A"])
            #expect(report.unwritten == [])
            #expect(report.deploys.map(\.status) == ["running"])
            #expect(report.message.contains("the deploy is still running; this push did not wait for it"))
            await sandbox.setHook(nil)
        }
    }

    /// The second push of the destination writes while the first one waits.
    @Test func aServerPushesOnWhileADeployIsWaitedFor() async throws {
        try await withSandbox(Self.state([.buildInProgress])) { sandbox in
            var renderSync = Self.renderSync(sandbox, wait: 100)
            renderSync.environment.merge(["HOST": "127.0.0.1", "PORT": "0", "RENDER_SYNC_RESPOND_WITHIN": "1"]) { $1 }
            try await ProgramUnderTest.withServer([], renderSync.environment) { server in
                func deliver() async throws {
                    let request = try await renderSync.delivery()
                    let answer = try await server.exchange(Array(request.utf8))
                    #expect(answer.status == 202, "\(answer.text)")
                }
                try await deliver()
                await sandbox.mutate { $0.infisical.projects[0].environments[0].folders[0].secrets[0].value = "2" }
                let writes = AsyncStream<Void>.makeStream()
                await sandbox.setHook { request, _ in if request.method == "PUT" { writes.continuation.yield() } }
                try await deliver()
                for await _ in writes.stream { break }
                await sandbox.setHook(nil)
            }
        }
    }

    @Test func aStaticSiteIsBuiltThoughOnlyADeployIsAskedFor() async throws {
        let state = Self.state([.live]) { if $0.id == "srv-3" { $0.type = .staticSite } }
        try await withSandbox(state) { sandbox in
            for sync in [groupSync, serviceSync.merging(["RENDER_SYNC_SERVICE_ID": "srv-3"]) { $1 }] {
                var renderSync = Self.renderSync(sandbox, sync, wait: 0)
                renderSync.environment["RENDER_SYNC_DEPLOY_MODE"] = "deploy_only"
                let finished = try await renderSync.run(["sync", "--all", "--redeploy"])
                #expect(finished.exitCode == 0)
                #expect(finished.output.contains("built in"), "\(finished.output)")
            }
            let modes = await sandbox.state().render.deploys.map { "\($0.serviceId) \($0.mode ?? "")" }
            #expect(Set(modes) == ["srv-2 deploy_only", "srv-3 build_and_deploy"])
        }
    }

    @Test func onlySecretsWithATagOfTAGSAreSynced() async throws {
        var state = SandboxState.shop(secrets: ["A": "1", "B": "2", "C": "3"], service: ["B": "2", "C": "3"])
        for (place, tags) in [["api"], ["web"], []].enumerated() {
            state.infisical.projects[0].environments[0].folders[0].secrets[place].tags = tags.map { .init($0) }
        }
        try await withSandbox(state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_TAGS"] = "api,web"
            let finished = try await renderSync.run(["sync", "--all", "--output", "json"])
            let report = try Self.report(finished)
            #expect([report.created, report.updated, report.deleted] == [["A"], [], ["C"]])
            let plan = try await renderSync.run(["plan", "--all"])
            #expect(plan.output.contains("TAGS leaves out 1 key"), "\(plan.output)")
        }
    }
}
