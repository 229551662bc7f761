// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Creates, updates and deletes, one and many.
@Suite struct InfisicalWriteTests {
    struct Write: Sendable, CustomTestStringConvertible {
        let rule: String
        let method: String
        let path: String
        let body: String
        let status: Int
        /// The folder's secrets afterwards; nil: as before.
        var after: [String: String]?

        var testDescription: String { rule }
    }

    static let before = ["HOST": "db.internal", "URL": "postgres://${HOST}/shop"]

    static let writes = [
        Write(
            rule: "create one", method: "POST", path: "/N", body: #""secretValue":"v""#, status: 200,
            after: before.merging(["N": "v"]) { $1 }),
        Write(
            rule: "values are trimmed, a line feed at the end is kept as one", method: "POST", path: "/N",
            body: #""secretValue":" \t\n v \n w \n\n""#, status: 200, after: before.merging(["N": "v \n w\n"]) { $1 }),
        Write(
            rule: "an empty value is a value", method: "POST", path: "/N", body: #""secretValue":"  ""#, status: 200,
            after: before.merging(["N": ""]) { $1 }),
        Write(rule: "create an existing one", method: "POST", path: "/HOST", body: #""secretValue":"v""#, status: 400),
        Write(rule: "create without a value", method: "POST", path: "/N", body: #""type":"shared""#, status: 422),
        Write(rule: "a name with a slash", method: "POST", path: "/N%2FM", body: #""secretValue":"v""#, status: 422),
        Write(
            rule: "update one", method: "PATCH", path: "/HOST", body: #""secretValue":"v""#, status: 200,
            after: before.merging(["HOST": "v"]) { $1 }),
        Write(
            rule: "rename", method: "PATCH", path: "/HOST", body: #""newSecretName":"PLACE""#, status: 200,
            after: ["PLACE": "db.internal", "URL": "postgres://${HOST}/shop"]),
        Write(rule: "update an absent one", method: "PATCH", path: "/N", body: #""secretValue":"v""#, status: 404),
        Write(
            rule: "delete one", method: "DELETE", path: "/URL", body: #""type":"shared""#, status: 200,
            after: ["HOST": "db.internal"]),
        Write(rule: "delete an absent one", method: "DELETE", path: "/N", body: #""type":"shared""#, status: 404),
        Write(
            rule: "create many", method: "POST", path: "/batch",
            body: #""secrets":[{"secretKey":"N","secretValue":"1"},{"secretKey":"M","secretValue":"2"}]"#, status: 200,
            after: before.merging(["N": "1", "M": "2"]) { $1 }),
        Write(
            rule: "create many, one of which exists", method: "POST", path: "/batch",
            body: #""secrets":[{"secretKey":"N","secretValue":"1"},{"secretKey":"URL","secretValue":"2"}]"#,
            status: 400),
        Write(rule: "create none", method: "POST", path: "/batch", body: #""secrets":[]"#, status: 422),
        Write(
            rule: "update many", method: "PATCH", path: "/batch",
            body: #""secrets":[{"secretKey":"HOST","secretValue":"1"},{"secretKey":"URL","secretValue":"2"}]"#,
            status: 200, after: ["HOST": "1", "URL": "2"]),
        Write(
            rule: "update many, one of which is absent", method: "PATCH", path: "/batch",
            body: #""secrets":[{"secretKey":"HOST","secretValue":"1"},{"secretKey":"N","secretValue":"2"}]"#,
            status: 404),
        Write(
            rule: "update many, ignoring the absent", method: "PATCH", path: "/batch",
            body:
                #""mode":"ignore","secrets":[{"secretKey":"HOST","secretValue":"1"},{"secretKey":"N","secretValue":"2"}]"#,
            status: 200, after: before.merging(["HOST": "1"]) { $1 }),
        Write(
            rule: "update many, creating the absent", method: "PATCH", path: "/batch",
            body:
                #""mode":"upsert","secrets":[{"secretKey":"HOST","secretValue":"1"},{"secretKey":"N","secretValue":"2"}]"#,
            status: 200, after: before.merging(["HOST": "1", "N": "2"]) { $1 }),
        Write(
            rule: "unknown mode", method: "PATCH", path: "/batch",
            body: #""mode":"replace","secrets":[{"secretKey":"HOST","secretValue":"1"}]"#, status: 422),
        Write(
            rule: "delete many", method: "DELETE", path: "/batch",
            body: #""secrets":[{"secretKey":"HOST"},{"secretKey":"URL"}]"#, status: 200, after: [:]),
    ]

    @Test(arguments: writes) func takesEffect(_ write: Write) async throws {
        for (prefix, parameter) in [("v4/secrets", "projectId"), ("v3/secrets/raw", "workspaceId")] {
            try await withSandbox { server in
                let path =
                    prefix.hasPrefix("v3") && write.path == "/batch" ? "v3/secrets/batch/raw" : prefix + write.path
                let body = #"{"\#(parameter)":"project-1","environment":"prod",\#(write.body)}"#
                let answer = try await Curl.send(
                    write.method, "\(server.infisicalURL)/api/\(path)", token: "token-1", json: body)
                #expect(answer.status == write.status)
                #expect(await values(server) == write.after ?? Self.before)
            }
        }
    }

    @Test(arguments: writes.filter { $0.status == 200 }) func anApprovalPolicyHoldsWritesBack(_ write: Write)
        async throws
    {
        var state = SandboxState.sample
        state.infisical.projects[0].environments[0].hasApprovalPolicy = true
        try await withSandbox(state) { server in
            let body = #"{"projectId":"project-1","environment":"prod",\#(write.body)}"#
            let answer = try await Curl.send(
                write.method, "\(server.infisicalURL)/api/v4/secrets\(write.path)", token: "token-1", json: body)
            #expect(answer.status == 200)
            #expect(answer.object.keys.map { $0 } == ["approval"])
            #expect(await values(server) == Self.before)
        }
    }

    @Test func aChangeRaisesTheVersionAndMovesTheTime() async throws {
        let clock = SandboxClock(stoppedAt: Date(timeIntervalSince1970: 1_800_000_000))
        try await withSandbox(.sample) {
            $0.clock = clock
        } _: { server in
            let url = server.infisicalURL + "/api/v4/secrets/N"
            let body = #"{"projectId":"project-1","environment":"prod","secretValue":"v"}"#
            for (method, version) in [("POST", 1), ("PATCH", 2), ("PATCH", 3)] {
                let answer = try await Curl.send(method, url, token: "token-1", json: body)
                #expect((answer.object["secret"] as? [String: Any])?["version"] as? Int == version)
                clock.advance(by: .seconds(60))
            }
            let secrets = await server.state().infisical.secrets("project-1", "prod")
            let written = try #require(secrets.first { $0.key == "N" })
            #expect((written.createdAt, written.updatedAt) == (1_800_000_000, 1_800_000_120))
            #expect(secrets.first { $0.key == "HOST" }?.updatedAt == 1_767_225_600, "the others stay as they were")
        }
    }

    private func values(_ server: SandboxServer) async -> [String: String] {
        let secrets = await server.state().infisical.secrets("project-1", "prod")
        return Dictionary(secrets.map { ($0.key, $0.value) }) { $1 }
    }
}
