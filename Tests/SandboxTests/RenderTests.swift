// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Render's API as curl sees it.
@Suite struct RenderTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let rule: String
        var method = "GET"
        let path: String
        var body: String?
        var token: String? = "rnd_1"
        let status: Int

        var testDescription: String { rule }
    }

    static let refusals = [
        Refusal(rule: "no key", path: "/services/srv-1/env-vars", token: nil, status: 401),
        Refusal(rule: "wrong key", path: "/services/srv-1/env-vars", token: "rnd_2", status: 401),
        Refusal(rule: "another owner's service", path: "/services/srv-1/env-vars", token: "rnd_other", status: 404),
        Refusal(rule: "another owner's group", path: "/env-groups/evg-1", token: "rnd_other", status: 404),
        Refusal(rule: "unknown service", path: "/services/srv-none/env-vars", status: 404),
        Refusal(rule: "unknown group", path: "/env-groups/evg-none", status: 404),
        Refusal(rule: "unknown route", path: "/nothing", status: 404),
        Refusal(rule: "limit 0", path: "/services/srv-1/env-vars?limit=0", status: 400),
        Refusal(rule: "limit 101", path: "/services/srv-1/env-vars?limit=101", status: 400),
        Refusal(rule: "invalid cursor", path: "/services/srv-1/env-vars?cursor=none", status: 400),
        Refusal(
            rule: "empty value", method: "PUT", path: "/services/srv-1/env-vars/KEY_1", body: #"{"value":""}"#,
            status: 400),
        Refusal(
            rule: "no value", method: "PUT", path: "/services/srv-1/env-vars/KEY_1", body: "{}", status: 400),
        Refusal(
            rule: "not JSON", method: "PUT", path: "/services/srv-1/env-vars/KEY_1", body: "value", status: 400),
        Refusal(
            rule: "key begins with a digit", method: "PUT", path: "/services/srv-1/env-vars/1A",
            body: #"{"value":"v"}"#, status: 400),
        Refusal(
            rule: "key with a space", method: "PUT", path: "/services/srv-1/env-vars/A%20B", body: #"{"value":"v"}"#,
            status: 400),
        Refusal(
            rule: "key with an accent", method: "PUT", path: "/env-groups/evg-1/env-vars/%C3%84",
            body: #"{"value":"v"}"#, status: 400),
        Refusal(
            rule: "one bad key in many", method: "PUT", path: "/services/srv-1/env-vars",
            body: #"[{"key":"A","value":"1"},{"key":"A/B","value":"2"}]"#, status: 400),
        Refusal(
            rule: "one empty value in many", method: "PUT", path: "/services/srv-1/env-vars",
            body: #"[{"key":"A","value":"1"},{"key":"B","value":""}]"#, status: 400),
        Refusal(
            rule: "a key twice", method: "PUT", path: "/services/srv-1/env-vars",
            body: #"[{"key":"A","value":"1"},{"key":"A","value":"2"}]"#, status: 400),
        Refusal(
            rule: "absent variable", method: "DELETE", path: "/services/srv-1/env-vars/NONE", status: 404),
        Refusal(rule: "absent file", method: "DELETE", path: "/services/srv-1/secret-files/none", status: 404),
        Refusal(
            rule: "deploy of a suspended service", method: "POST", path: "/services/srv-suspended/deploys",
            body: "{}", status: 400),
        Refusal(
            rule: "deploy of a linked service that is gone", method: "POST", path: "/services/srv-gone/deploys",
            body: "{}", status: 404),
        Refusal(rule: "unknown deploy", path: "/services/srv-1/deploys/dep-none", status: 404),
        Refusal(rule: "no name for a service", method: "PATCH", path: "/services/srv-1", body: "{}", status: 400),
        Refusal(
            rule: "unknown deploy mode", method: "POST", path: "/services/srv-1/deploys",
            body: #"{"deployMode":"now"}"#, status: 400),
        Refusal(
            rule: "deploy_only with a commit", method: "POST", path: "/services/srv-1/deploys",
            body: #"{"deployMode":"deploy_only","commitId":"abc"}"#, status: 400),
    ]

    @Test(arguments: refusals) func refuses(_ refusal: Refusal) async throws {
        try await withSandbox { server in
            let before = try await server.state().json()
            let answer = try await Curl.send(
                refusal.method, server.renderURL + refusal.path, token: refusal.token, json: refusal.body)
            #expect(answer.status == refusal.status)
            #expect(answer.object.keys.map(\.self) == ["message"])
            #expect(answer.object["message"] is String)
            #expect(try await server.state().json() == before)
        }
    }

    @Test func errorsMayHaveAnId() async throws {
        var state = SandboxState.sample
        state.render.errorsHaveIds = true
        try await withSandbox(state) { server in
            let answer = try await Curl.send("GET", server.renderURL + "/services/srv-none", token: "rnd_1")
            #expect(answer.object["id"] is String && answer.object["message"] is String)
        }
    }

    /// A cursor's item may go while the pages are read: the rest still comes, once.
    @Test func pagesGoOnAfterTheCursorsItemIsDeleted() async throws {
        try await withSandbox { server in
            let url = server.renderURL + "/services/srv-1/env-vars"
            let first = try await Curl.send("GET", url + "?limit=20", token: "rnd_1").array
            await server.mutate { $0.render[service: "srv-1"]?.envVars["KEY_19"] = nil }
            let cursor = try #require(first.last?["cursor"] as? String)
            let encoded = cursor.replacing("=", with: "%3D")
            let second = try await Curl.send("GET", url + "?limit=20&cursor=\(encoded)", token: "rnd_1").array
            #expect((second.first?["envVar"] as? [String: String])?["key"] == "KEY_20")
        }
    }

    @Test func keysArePercentDecodedAndComparedAsBytes() async throws {
        try await withSandbox { server in
            let url = server.renderURL + "/services/srv-1/"
            let key = try await Curl.send("PUT", url + "env-vars/A%2Eb%5fC", token: "rnd_1", json: #"{"value":"1"}"#)
            #expect(key.body == #"{"key":"A.b_C","value":"1"}"#)
            for name in ["%C3%A9", "e%CC%81"] {
                let file = try await Curl.send(
                    "PUT", url + "secret-files/\(name)", token: "rnd_1", json: #"{"content":"x"}"#)
                #expect(file.status == 201)
            }
            #expect(await server.state().render[service: "srv-1"]?.secretFiles.count == 2)
        }
    }

    struct Item: Decodable {
        var envVar: RenderState.EnvVar
    }

    /// The bodies are written by hand, so every character that could break them is tried, as value and back.
    @Test func everyCharacterComesBackAsItWent() async throws {
        var scalars = (1..<0x300).compactMap(Unicode.Scalar.init).map(String.init)
        scalars += ["\0", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "😀", "e\u{301}", "\r\n"]
        var state = SandboxState.sample
        let values = scalars.enumerated().map { RenderState.EnvVar("K\($0)", $1) }
        state.render[service: "srv-1"]?.envVars = values
        try await withSandbox(state) { server in
            for start in stride(from: 0, to: values.count, by: 100) {
                let cursor = start == 0 ? "" : Data("\(start - 1):K\(start - 1)".utf8).base64EncodedString()
                let query = "?limit=100&cursor=" + cursor.replacing("=", with: "%3D")
                let answer = try await Curl.send(
                    "GET", server.renderURL + "/services/srv-1/env-vars" + query, token: "rnd_1")
                // Not JSONSerialization: it drops a byte order mark inside a string.
                let items = try JSONDecoder().decode([Item].self, from: Data(answer.body.utf8))
                #expect(items.map(\.envVar) == Array(values[start..<min(start + 100, values.count)]))
            }
        }
    }

    @Test func groupWritesAnswerTheWholeGroup() async throws {
        try await withSandbox { server in
            let url = server.renderURL + "/env-groups/evg-1"
            let one = try await Curl.send("PUT", url + "/env-vars/A", token: "rnd_1", json: #"{"value":"1"}"#)
            #expect((one.object["envVars"] as? [[String: String]])?.count == 1)
            let file = try await Curl.send("PUT", url + "/secret-files/f", token: "rnd_1", json: #"{"content":""}"#)
            #expect(file.status == 200)
            #expect((file.object["serviceLinks"] as? [[String: String]])?.map { $0["type"] } == ["web", "cron"])
            #expect(try await Curl.send("DELETE", url + "/env-vars/A", token: "rnd_1").status == 204)
            let bulk = try await Curl.send("PUT", url + "/env-vars", token: "rnd_1", json: "[]")
            #expect(bulk.status == 404, "a group has no bulk write")
        }
    }

    /// It proves nothing about a variable.
    @Test func aGroupsTimeMovesWhenTheGroupItselfChanges() async throws {
        try await withSandbox(.sample) {
            $0.clock = SandboxClock(stoppedAt: Date(timeIntervalSince1970: 1_800_000_000))
        } _: { server in
            let url = server.renderURL + "/env-groups/evg-1"
            for (path, body) in [("/env-vars/A", #"{"value":"1"}"#), ("/secret-files/f", #"{"content":"1"}"#)] {
                let written = try await Curl.send("PUT", url + path, token: "rnd_1", json: body)
                #expect(written.object["updatedAt"] as? String == "2026-01-01T00:00:00Z")
                #expect(try await Curl.send("DELETE", url + path, token: "rnd_1").status == 204)
                let read = try await Curl.send("GET", url, token: "rnd_1")
                #expect(read.object["updatedAt"] as? String == "2026-01-01T00:00:00Z")
            }
            let renamed = try await Curl.send("PATCH", url, token: "rnd_1", json: #"{"name":"other"}"#)
            #expect(renamed.object["name"] as? String == "other")
            #expect(renamed.object["updatedAt"] as? String == "2027-01-15T08:00:00Z")
        }
    }

    @Test func aLinkOutlivesItsService() async throws {
        try await withSandbox { server in
            await server.mutate { $0.render[service: "srv-2"] = nil }
            let group = try await Curl.send("GET", server.renderURL + "/env-groups/evg-1", token: "rnd_1")
            #expect((group.object["serviceLinks"] as? [[String: String]])?.map { $0["id"] } == ["srv-1", "srv-2"])
            let url = server.renderURL + "/services/srv-2/deploys"
            #expect(try await Curl.send("POST", url, token: "rnd_1", json: "{}").status == 404)
        }
    }

    struct Listing: Sendable, CustomTestStringConvertible {
        let path: String
        let ids: [String]

        var testDescription: String { path }
    }

    static let everyService = ["srv-1", "srv-2", "srv-suspended", "srv-static", "srv-private", "srv-worker"]
    static let listings = [
        Listing(path: "/services", ids: everyService + ["srv-preview"]),
        Listing(path: "/services?limit=100&includePreviews=false", ids: everyService),
        Listing(path: "/services?type=cron_job,static_site", ids: ["srv-2", "srv-static"]),
        Listing(path: "/services?name=srv-private", ids: ["srv-private"]),
        Listing(path: "/services?ownerId=tea-none", ids: []),
        Listing(path: "/services?limit=2", ids: ["srv-1", "srv-2"]),
        Listing(path: "/env-groups?limit=100", ids: ["evg-1"]),
        Listing(path: "/env-groups?name=none", ids: []),
        Listing(path: "/owners", ids: ["tea-sandbox"]),
    ]

    @Test(arguments: listings) func lists(_ listing: Listing) async throws {
        var state = SandboxState.sample
        state.render.services.append(.init(id: "srv-preview", previewOf: "srv-1"))
        try await withSandbox(state) { server in
            let items = try await Curl.send("GET", server.renderURL + listing.path, token: "rnd_1").array
            let member =
                listing.path.hasPrefix("/services") ? "service" : listing.path == "/owners" ? "owner" : "envGroup"
            #expect(items.map { ($0[member] as? [String: Any])?["id"] as? String } == listing.ids)
            #expect(items.allSatisfy { $0["cursor"] is String })
        }
    }

    /// The definition's form, in which a group has no cursor.
    @Test func groupsMayBeListedBare() async throws {
        var state = SandboxState.sample
        state.render.groupList = .bare
        try await withSandbox(state) { server in
            let groups = try await Curl.send("GET", server.renderURL + "/env-groups?limit=100", token: "rnd_1").array
            #expect(groups.map { $0["id"] as? String } == ["evg-1"])
            #expect(groups.allSatisfy { $0["cursor"] == nil && $0["envVars"] == nil })
        }
    }

    @Test(arguments: [
        ("srv-1", "web"), ("srv-2", "cron"), ("srv-static", "static"), ("srv-private", "pserv"),
        ("srv-worker", "worker"),
    ])
    func everyServiceHasADashboard(_ id: String, kind: String) async throws {
        try await withSandbox { server in
            let service = try await Curl.send("GET", server.renderURL + "/services/" + id, token: "rnd_1").object
            #expect(service["dashboardUrl"] as? String == "https://dashboard.render.com/\(kind)/\(id)")
        }
    }

    @Test func aServiceIsRenamed() async throws {
        try await withSandbox { server in
            let url = server.renderURL + "/services/srv-1"
            let renamed = try await Curl.send("PATCH", url, token: "rnd_1", json: #"{"name":"shop"}"#)
            #expect(renamed.status == 200)
            #expect(try await Curl.send("GET", url, token: "rnd_1").object["name"] as? String == "shop")
        }
    }

    /// The answer has what is stored, as each later read has.
    @Test(arguments: [
        (RenderState.Normalization.none, " a\r\nb \n"), (.trimmed, "a\r\nb"), (.lineFeeds, " a\nb \n"),
    ])
    func aDestinationMayNormaliseValues(_ kind: RenderState.Normalization, stored: String) async throws {
        var state = SandboxState.sample
        state.render[service: "srv-1"]?.normalization = kind
        state.render[envGroup: "evg-1"]?.normalization = kind
        try await withSandbox(state) { server in
            let value = #"" a\r\nb \n""#
            for (path, body) in [
                ("/services/srv-1/env-vars/A", #"{"value":\#(value)}"#),
                ("/services/srv-1/secret-files/f", #"{"content":\#(value)}"#),
                ("/env-groups/evg-1/env-vars/A", #"{"value":\#(value)}"#),
                ("/env-groups/evg-1/secret-files/f", #"{"content":\#(value)}"#),
                ("/services/srv-2/env-vars", #"[{"key":"A","value":\#(value)}]"#),
            ] {
                let written = try await Curl.send("PUT", server.renderURL + path, token: "rnd_1", json: body)
                #expect((200...201).contains(written.status))
            }
            let render = await server.state().render
            let service = try #require(render[service: "srv-1"])
            let group = try #require(render[envGroup: "evg-1"])
            #expect(service.envVars["A"] == stored && group.envVars["A"] == stored)
            #expect(service.secretFiles["f"] == stored && group.secretFiles["f"] == stored)
            #expect(render[service: "srv-2"]?.envVars["A"] == " a\r\nb \n", "another service's are as they were given")
        }
    }
}
