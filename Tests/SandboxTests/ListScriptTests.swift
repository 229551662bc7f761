// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Lists that lag, stick, or show a part: what a client must not believe.
@Suite struct ListScriptTests {
    /// Three versions of a secret in each of two folders; the first list of each would show the third.
    private func withChanges(
        _ scripts: [ListScript], _ body: (SandboxServer) async throws -> Void
    ) async throws {
        try await withSandbox { server in
            for (path, key) in [("/shared", "REGION"), ("/", "HOST")] {
                for value in ["2", "3"] {
                    let body = #"{"projectId":"project-1","environment":"prod","secretPath":"\#(path)","#
                    _ = try await Curl.send(
                        "PATCH", "\(server.infisicalURL)/api/v4/secrets/\(key)", token: "token-1",
                        json: body + #""secretValue":"\#(value)"}"#)
                }
            }
            await server.setLists(scripts)
            try await body(server)
        }
    }

    struct Script: Sendable, CustomTestStringConvertible {
        let rule: String
        let views: [ListView]
        /// The values of HOST in successive lists.
        let seen: [String]

        var testDescription: String { rule }
    }

    static let scripts = [
        Script(rule: "nothing scripted", views: [], seen: ["3", "3"]),
        Script(rule: "a lag of one change for two reads", views: [.lagging(1, times: 2)], seen: ["2", "2", "3"]),
        Script(rule: "a lag of two changes", views: [.lagging(2)], seen: ["db.internal", "3"]),
        Script(rule: "a lag of more changes than there were", views: [.lagging(9)], seen: ["db.internal", "3"]),
        Script(
            rule: "new, old, old, new", views: [.present(), .lagging(1, times: 2), .present()],
            seen: ["3", "2", "2", "3"]),
        Script(rule: "a cached list for ever", views: [.pinned(changesAgo: 1)], seen: ["2", "2", "2", "2"]),
    ]

    @Test(arguments: scripts) func successiveListsFollowTheScript(_ script: Script) async throws {
        try await withChanges([ListScript(path: "/", script.views)]) { server in
            var seen: [String] = []
            for _ in script.seen { seen.append(try await host(server)) }
            #expect(seen == script.seen)
        }
    }

    /// What changes after it was cached is not in it; told otherwise, the list shows it.
    @Test func aPinnedListStaysUntilItIsTaken() async throws {
        try await withChanges([ListScript([.pinned()])]) { server in
            await server.mutate { $0.infisical.set("HOST", to: "4", project: "project-1", environment: "prod") }
            #expect(try await host(server) == "3")
            await server.setLists([])
            let seen = try await host(server)
            #expect(seen == "4")
        }
    }

    /// A change of another folder is none of this one's.
    @Test func aLagCountsTheListsOwnChanges() async throws {
        try await withChanges([ListScript(path: "/", [.lagging(1)])]) { server in
            await server.mutate { state in
                state.render[service: "srv-2"] = nil
                state.infisical.set("NEW", to: "1", project: "project-1", environment: "prod", path: "/elsewhere")
            }
            let seen = try await host(server)
            #expect(seen == "2")
        }
    }

    @Test func aScriptConcernsItsFolderAlone() async throws {
        try await withChanges([ListScript(project: "project-1", environment: "prod", path: "/shared", [.lagging(1)])]) {
            server in
            #expect(try await host(server) == "3")
            let shared = try await list(server, "&secretPath=/shared")
            #expect(values(shared["secrets"]) == ["REGION": "2"])
            #expect(try await values(list(server, "&secretPath=/shared")["secrets"]) == ["REGION": "3"])
        }
    }

    /// A list of a folder that did not exist yet.
    @Test func aLagMayEndBeforeTheFolder() async throws {
        try await withSandbox { server in
            await server.mutate {
                $0.infisical.set("A", to: "1", project: "project-1", environment: "prod", path: "/new")
            }
            await server.setLists([ListScript(path: "/new", [.lagging(1)])])
            let url = server.infisicalURL + "/api/v4/secrets?projectId=project-1&environment=prod&secretPath=/new"
            #expect(try await Curl.send("GET", url, token: "token-1").status == 404)
            let now = try await Curl.send("GET", url, token: "token-1")
            #expect(now.status == 200)
        }
    }

    struct Part: Sendable, CustomTestStringConvertible {
        let rule: String
        /// The view in the admin listener's form.
        let view: String
        /// What is listed, each import after the folder's own.
        let secrets: [[String: String]]
        /// `array`, `null`, `absent`.
        var imports = "array"

        var testDescription: String { rule }
    }

    static let own = ["HOST": "db.internal", "URL": "postgres://${HOST}/shop"]
    static let parts = [
        Part(rule: "imports absent", view: #"{"imports":"absent"}"#, secrets: [own], imports: "absent"),
        Part(rule: "imports null", view: #"{"imports":"null"}"#, secrets: [own], imports: "null"),
        Part(rule: "an import without secrets", view: #"{"imports":"emptied"}"#, secrets: [own, [:]]),
        Part(
            rule: "a narrowed role", view: #"{"without":["HOST","REGION"]}"#,
            secrets: [["URL": "postgres://${HOST}/shop"], [:]]),
        Part(rule: "a folder that may not be read", view: #"{"withoutFolders":["/shared"]}"#, secrets: [own]),
        Part(
            rule: "a changed item", view: #"{"patch":{"secretValue":"x"},"patchedKeys":["HOST","REGION"]}"#,
            secrets: [own.merging(["HOST": "x"]) { $1 }, ["REGION": "x"]]),
        Part(rule: "as it is", view: "{}", secrets: [own, ["REGION": "oregon"]]),
    ]

    @Test(arguments: parts) func aListShowsAPart(_ part: Part) async throws {
        try await withSandbox(.sample) {
            $0.adminPort = 0
        } _: { server in
            let admin = try #require(server.adminURL)
            let set = try await Curl.send("PUT", admin + "/lists", json: #"[{"views":[\#(part.view)]}]"#)
            #expect(set.status == 204)
            let body = try await list(server)
            let imports = body["imports"] as? [[String: Any]]
            #expect([values(body["secrets"])] + (imports ?? []).map { values($0["secrets"]) } == part.secrets)
            #expect((imports != nil) == (part.imports == "array"))
            #expect((body["imports"] is NSNull) == (part.imports == "null"))
        }
    }

    @Test func itemsMayBeAnotherPlacesAndLackMembers() async throws {
        var view = ListView.present(times: nil)
        view.patch = ["environment": "dev", "workspace": "project-2", "updatedAt": 7, "version": nil]
        view.patchedKeys = ["HOST"]
        view.isReversed = true
        try await withSandbox { server in
            await server.setLists([ListScript([view])])
            let secrets = try #require(try await list(server)["secrets"] as? [[String: Any]])
            #expect(secrets.map { $0["secretKey"] as? String } == ["URL", "HOST"])
            #expect(secrets.map { $0["environment"] as? String } == ["prod", "dev"])
            #expect(secrets.map { $0["workspace"] as? String } == ["project-1", "project-2"])
            #expect(secrets[1]["updatedAt"] as? Int == 7 && secrets[1]["version"] == nil)
        }
    }

    /// Also for a subfolder of a recursive list.
    @Test func aSubfolderMayBeMissing() async throws {
        var view = ListView.present()
        view.withoutFolders = ["/shared"]
        try await withSandbox { [view] server in
            await server.setLists([ListScript([view])])
            for keys in [["HOST", "URL"], ["HOST", "REGION", "URL"]] {
                let listed = try await list(server, "&recursive=true")
                #expect(values(listed["secrets"]).keys.sorted() == keys)
            }
        }
    }

    @Test func anUnknownFormIsRefused() async throws {
        try await withSandbox(.sample) {
            $0.adminPort = 0
        } _: { server in
            let lists = try #require(server.adminURL) + "/lists"
            for wrong in [#"[{}]"#, #"[{"views":[{"imports":"some"}]}]"#, #"{"views":[]}"#] {
                let refused = try await Curl.send("PUT", lists, json: wrong)
                #expect(refused.status == 400)
            }
            let forever = try await Curl.send(
                "PUT", lists, json: #"[{"views":[{"without":["HOST"],"times":null}]}]"#)
            #expect(forever.status == 204)
            for _ in 0..<3 { #expect(try await values(list(server)["secrets"]).keys.sorted() == ["URL"]) }
        }
    }

    private func host(_ server: SandboxServer) async throws -> String {
        try await values(list(server)["secrets"])["HOST"] ?? "none"
    }

    private func list(_ server: SandboxServer, _ more: String = "") async throws -> [String: Any] {
        let place = "/api/v4/secrets?projectId=project-1&environment=prod&include_imports=true"
        return try await Curl.send("GET", server.infisicalURL + place + more, token: "token-1").object
    }

    private func values(_ secrets: Any?) -> [String: String] {
        let items = (secrets as? [[String: Any]] ?? []).map {
            ($0["secretKey"] as? String ?? "?", $0["secretValue"] as? String ?? "?")
        }
        return Dictionary(items) { $1 }
    }
}
