// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing
import TestSupport

/// The health check of the image, against the server that the image runs.
@Suite(.timeLimit(.minutes(10))) struct PlatformHealthTests {
    @Test func isWellWhileTheServerAnswers() async throws {
        try await PlatformRig.with { rig in
            try await serve(rig, ["serve"]) { port, _ in
                let health = try await Self.check(port)
                #expect(health.exitCode == 0)
            }
        }
    }

    @Test func isWellWhereverTheServerListens() async throws {
        try await PlatformRig.with { rig in
            try await serve(rig, ["serve"], host: "127.0.0.1") { port, _ in
                let health = try await Self.check(port, ["HOST": "127.0.0.1"])
                #expect(health.exitCode == 0)
            }
        }
    }

    @Test func isNotWellWhereNothingListens() async throws {
        let found = try await PlatformRig.with { rig -> Program.Finished? in
            var closed: String?
            try await serve(rig, ["serve"]) { port, _ in closed = port }
            return try await Self.check(try #require(closed))
        }
        #expect(found?.exitCode == 1)
        #expect(found?.errors.contains("PORT") == true)
    }

    @Test func isNotWellWhereAnotherServerAnswers() async throws {
        try await PlatformRig.with { rig in
            let port = try #require(URL(string: rig.sandbox.infisicalURL)?.port)
            let health = try await Self.check(String(port))
            #expect(health.exitCode == 1)
        }
    }

    @Test func leavesTheOneDeliveryOfOnceToInfisical() async throws {
        try await PlatformRig.with { rig in
            try await serve(rig, ["serve", "--once"]) { port, server in
                let health = try await Self.check(port)
                #expect(health.exitCode == 0)
                let answer = try await rig.deliver(to: "http://127.0.0.1:\(port)")
                #expect(answer.status == 200)
                #expect(await server.wait() == 0)
            }
        }
    }

    private static func check(_ port: String, _ more: [String: String] = [:]) async throws -> Program.Finished {
        try await Program.run(
            ProgramUnderTest.path, ["healthcheck"], environment: ["PORT": port].merging(more) { $1 })
    }

    private func serve(
        _ rig: PlatformRig, _ arguments: [String], host: String? = nil,
        _ body: (String, RunningProgram) async throws -> Void
    ) async throws {
        var environment = rig.environment.merging(["PORT": "0"]) { $1 }
        environment["HOST"] = host
        let server = try RunningProgram(ProgramUnderTest.path, arguments, environment: environment)
        do {
            let line = try #require(await server.errors.line { $0.contains("listening on") })
            let said = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let port = try #require(said?["port"] as? Int)
            try await body(String(port), server)
            _ = await server.stop(SIGTERM)
        } catch {
            _ = await server.stop(SIGTERM)
            throw error
        }
    }
}
