// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Projects and folders, as a caller may see them.
@Suite struct InfisicalProjectTests {
    static let state: SandboxState = {
        var state = SandboxState.sample
        state.infisical.projects.append(.init(id: "project-2", name: "Other"))
        state.infisical["project-1", "prod", "/a/b/c"] = .init(path: "/a/b/c")
        state.infisical["project-1", "prod", "/ab"] = .init(path: "/ab")
        state.infisical.identities[0].projects = ["project-1"]
        return state
    }()

    struct Read: Sendable, CustomTestStringConvertible {
        let path: String
        var legacyOnly = false
        var status = 200
        /// The names in the answer's list, or the one name.
        var names: [String]?

        var testDescription: String { path }
    }

    static let folders = "/v2/folders?projectId=project-1&environment=prod"
    static let reads = [
        Read(path: "/v1/projects?type=secret-manager", names: ["project-1", "Other"]),
        Read(path: "/v1/projects?type=kms", names: []),
        Read(path: "/v1/projects/project-2", names: ["Other"]),
        Read(path: "/v1/projects/none", status: 404),
        Read(path: "/v1/projects", legacyOnly: true, status: 404),
        Read(path: "/v1/workspace", legacyOnly: true, names: ["project-1", "Other"]),
        Read(path: "/v1/workspace/project-2", legacyOnly: true, names: ["Other"]),
        Read(path: folders, names: ["a", "ab", "shared"]),
        Read(path: folders + "&path=/a", names: ["b"]),
        Read(path: folders + "&path=/none", names: []),
        Read(path: folders + "&recursive=true", names: ["a", "b", "c", "ab", "shared"]),
        Read(path: folders, legacyOnly: true, status: 404),
        Read(
            path: "/v1/folders?workspaceId=project-1&environment=prod&path=/a", legacyOnly: true, names: ["b"]),
        Read(path: "/v2/folders?projectId=project-1&environment=none", status: 404),
        Read(path: "/v2/folders?projectId=project-1", status: 422),
        Read(path: "/v2/folders?environment=prod", status: 422),
    ]

    @Test(arguments: reads) func answers(_ read: Read) async throws {
        var state = Self.state
        state.infisical.legacyOnly = read.legacyOnly
        try await withSandbox(state) { server in
            let answer = try await Curl.send("GET", server.infisicalURL + "/api" + read.path, token: "token-1")
            #expect(answer.status == read.status)
            let content = read.status == 200 ? answer.object.values.first : nil
            let items = content as? [[String: Any]] ?? (content as? [String: Any]).map { [$0] }
            #expect(items?.compactMap { $0["name"] as? String } == read.names)
        }
    }

    @Test func aProjectHasItsEnvironments() async throws {
        try await withSandbox(Self.state) { server in
            let url = server.infisicalURL + "/api/v1/projects/project-1"
            let project = try await Curl.send("GET", url, token: "token-1").object["project"] as? [String: Any]
            let environments = project?["environments"] as? [[String: String]]
            #expect(environments?.map { $0["slug"] } == ["prod"])
            let folders = try await Curl.send(
                "GET", server.infisicalURL + "/api" + Self.folders + "&path=/a&recursive=true", token: "token-1")
            let found = folders.object["folders"] as? [[String: Any]]
            #expect(found?.map { $0["relativePath"] as? String } == ["b", "b/c"])
        }
    }

    /// It sees its own projects, and nothing of the others.
    @Test func anIdentityIsAMemberOfSomeProjects() async throws {
        try await withSandbox(Self.state) { server in
            let login = try await Curl.send(
                "POST", server.infisicalURL + "/api/v1/auth/universal-auth/login",
                json: #"{"clientId":"client-1","clientSecret":"client-secret-1"}"#)
            let token = try #require(login.object["accessToken"] as? String)
            for (path, status) in [
                ("/v1/projects", 200), ("/v1/projects/project-1", 200), ("/v1/projects/project-2", 403),
                ("/v4/secrets?projectId=project-2&environment=prod", 403),
                ("/v1/webhooks?projectId=project-2", 403), ("/v1/secret-syncs/render?projectId=project-2", 403),
            ] {
                let answer = try await Curl.send("GET", server.infisicalURL + "/api" + path, token: token)
                #expect(answer.status == status)
                #expect(!answer.body.contains("Other"))
            }
        }
    }

    @Test func aPermissionMayBeMissing() async throws {
        var state = Self.state
        state.infisical.denied = ["secret-syncs:read", "secrets:create"]
        try await withSandbox(state) { server in
            let syncs = server.infisicalURL + "/api/v1/secret-syncs/render?projectId=project-1"
            let refused = try await Curl.send("GET", syncs, token: "token-1")
            #expect(refused.status == 403 && refused.object["error"] as? String == "PermissionDenied")
            let body = #"{"projectId":"project-1","environment":"prod","secretValue":"v"}"#
            let url = server.infisicalURL + "/api/v4/secrets/"
            #expect(try await Curl.send("POST", url + "N", token: "token-1", json: body).status == 403)
            #expect(try await Curl.send("PATCH", url + "HOST", token: "token-1", json: body).status == 200)
        }
    }
}
