// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// The program: its announcement, its options and its end.
@Suite struct ProgramTests {
    static let path = Program.built("render-sync-sandbox")

    struct Announcement: Decodable {
        var infisical: String
        var render: String
        var admin: String?
        var chat: String?
        var caCertificate: String?
    }

    @Test func servesTheExampleUntilItIsTold() async throws {
        for signal in [SIGTERM, SIGINT] {
            let running = try RunningProgram(Self.path, [])
            let said = try JSONDecoder().decode(
                Announcement.self, from: Data(try #require(await running.output.line()).utf8))
            #expect(said.admin == nil && said.chat == nil && said.caCertificate == nil)
            let url = said.render + "/services/srv-demo/env-vars"
            let listed = try await Curl.send("GET", url, token: "rnd_demo")
            #expect(listed.array.count == 7)
            #expect(await running.stop(signal) == 0)
        }
    }

    @Test func obeysItsOptions() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sandbox-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let state = folder.appending(path: "state.json")
        try Data(#"{"render":{"apiKeys":[{"key":"rnd_file"}]}}"#.utf8).write(to: state)
        let ca = folder.appending(path: "ca.pem").path
        let running = try RunningProgram(
            Self.path,
            [
                "--state", state.path, "--tls", "--ca-out", ca, "--rate-limits", "documented", "--admin-port", "0",
                "--latency-ms", "30", "--infisical-port", "0", "--render-port", "0",
                "--chat-port", "0",
            ])
        let said = try JSONDecoder().decode(
            Announcement.self, from: Data(try #require(await running.output.line()).utf8))
        #expect(said.caCertificate == ca)
        let answer = try await Curl.send("GET", said.render + "/services", token: "rnd_file", ["--cacert", ca])
        #expect(answer.status == 200)
        #expect(answer.headers["ratelimit-limit"] == "400")
        let log = try await Curl.send("GET", try #require(said.admin) + "/requests").array
        let times = log.map { ($0["arrivedAt"] as? Int ?? 0, $0["answeredAt"] as? Int ?? 0) }
        #expect(times.count == 1)
        #expect(times.allSatisfy { $1 - $0 >= 30_000_000 })
        let chat = try #require(said.chat)
        #expect(try await Curl.send("POST", chat + "/slack", json: #"{"text":"a"}"#).body == "ok")
        #expect(await running.stop(SIGTERM) == 0)
        #expect(FileManager.default.fileExists(atPath: ca), "what was asked for stays")
    }

    @Test func printsItsState() async throws {
        let finished = try await Program.run(Self.path, ["--print-state"])
        let printed = try SandboxState(json: Data(finished.output.utf8))
        let demo = SandboxState.demo
        let secrets = printed.infisical.secrets("demo-project", "prod")
        #expect(secrets.map(\.value) == demo.infisical.secrets("demo-project", "prod").map(\.value))
        #expect(printed.render.services.map(\.envVars) == demo.render.services.map(\.envVars))
    }

    @Test(arguments: [["--port", "1"], ["--latency-ms", "-1"], ["--ca-out", "ca.pem"], ["--render-port", "70000"]])
    func refuses(_ arguments: [String]) async throws {
        let finished = try await Program.run(Self.path, arguments)
        #expect(finished.exitCode == 64)
        #expect(finished.output.isEmpty)
    }

    @Test func aStateThatCannotBeReadIsAnError() async throws {
        let finished = try await Program.run(Self.path, ["--state", "/nonexistent.json"])
        #expect(finished.exitCode == 1)
        #expect(finished.errors.contains("/nonexistent.json"))
    }
}
