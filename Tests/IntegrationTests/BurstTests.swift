// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing
import TestSupport

/// 500 deliveries at once, for five syncs.
@Suite struct BurstTests {
    private static let syncs = ["a", "b", "c", "d", "e"]

    /// A folder and a service for each sync.
    private static var state: SandboxState {
        let folders = syncs.map { InfisicalState.Folder(path: "/\($0)", secrets: [.init("KEY", "before-the-burst")]) }
        return SandboxState(
            infisical: InfisicalState(
                tokens: ["demo-token"],
                projects: [.init(id: "p1", environments: [.init(slug: "prod", folders: folders)])]),
            render: RenderState(apiKeys: [.init("rnd_demo")], services: syncs.map { .init(id: "srv-\($0)") }))
    }

    private static var variables: [String: String] {
        var variables = [
            "RENDER_SYNCS": syncs.joined(separator: ","), "RENDER_SYNC_PROJECT_ID": "p1", "RENDER_SYNC_NAME": "",
            "RENDER_SYNC_SERVICE_ID": "", "RENDER_SYNC_ENVIRONMENT": "prod",
            // On a busy machine a push may take longer than `serve` waits for it.
            "RENDER_SYNC_RESPOND_WITHIN": "600",
        ]
        for sync in syncs {
            variables["RENDER_SYNC_\(sync.uppercased())_SECRET_PATH"] = "/\(sync)"
            variables["RENDER_SYNC_\(sync.uppercased())_SERVICE_ID"] = "srv-\(sync)"
        }
        return variables
    }

    private static func delivery(_ sync: String) -> SignedDelivery {
        let time = Int64(Date().timeIntervalSince1970 * 1000)
        let project = #"{"projectId":"p1","environment":"prod","secretPath":"/\#(sync)"}"#
        return SignedDelivery(#"{"event":"secrets.modified","project":\#(project),"timestamp":\#(time)}"#, time: time)
    }

    @Test func makesFewPushesAndTheNewestSourceWins() async throws {
        try await withSandbox(Self.state) { sandbox in
            // As slow as the real one, so that a burst meets a running push.
            await sandbox.setFaults([
                Fault(.infisical, pathContains: "/secrets", count: .max, action: .delay(.seconds(1)))
            ])
            let environment = ProgramUnderTest.demoEnvironment(sandbox, Self.variables).filter { !$0.value.isEmpty }
            try await ProgramUnderTest.withServer([], environment) { server in
                try await Self.burst(server)
                // What changes between two bursts is delivered by the second.
                await sandbox.mutate { state in
                    for index in state.infisical.projects[0].environments[0].folders.indices {
                        state.infisical.projects[0].environments[0].folders[index].secrets = [.init("KEY", "after")]
                    }
                }
                try await Self.burst(server)
                try await Self.burst(server)
            }
            for service in await sandbox.state().render.services { #expect(service.envVars.values == ["KEY": "after"]) }
            let requests = await sandbox.requests().filter { $0.service == .render }
            #expect(requests.count { $0.method == "PUT" } == 2 * Self.syncs.count)
            // One push runs and one waits, whatever the number of deliveries.
            #expect(requests.count { $0.method == "GET" } < 3 * 100 * Self.syncs.count)
        }
    }

    /// Sends 100 deliveries for each sync at once, and waits for all answers.
    private static func burst(_ server: ServingProgram) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<100 * syncs.count {
                let request = delivery(syncs[number % syncs.count]).request()
                group.addTask { try await server.exchange(request).status }
            }
            for try await status in group { #expect(status == 200) }
        }
    }
}

extension RunningProgram {
    /// A figure of the process's memory, in KiB.
    func memory(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
