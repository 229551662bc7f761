// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// The admin listener.
@Suite struct AdminTests {
    @Test func readsAndReplacesTheState() async throws {
        try await withSandbox(.sample) {
            $0.adminPort = 0
        } _: { server in
            let url = try #require(server.adminURL) + "/state"
            let held = try SandboxState(json: Data(try await Curl.send("GET", url).body.utf8))
            #expect(held.render[service: "srv-1"]?.envVars.count == 45)
            let state = #"{"render":{"services":[{"id":"srv-9","envVars":{"B":"2","A":"1"}}]}}"#
            #expect(try await Curl.send("PUT", url, json: state).status == 204)
            let now = await server.state()
            #expect(now.render.services.map(\.id) == ["srv-9"])
            #expect(now.render[service: "srv-9"]?.envVars == [.init("A", "1"), .init("B", "2")])
            #expect(now.infisical.projects.isEmpty)
            #expect(try await Curl.send("PUT", url, json: "{").status == 400)
            #expect(await server.state().render.services.map(\.id) == ["srv-9"])
        }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let place: String
        let patch: String
        var status = 204
        /// A place to look at afterwards, and what is there; nil: nothing.
        var seen = ""
        var after: String?

        var testDescription: String { "\(patch) at \(place)" }
    }

    static let changes = [
        Change(
            place: "/render/services/srv-1", patch: #"{"suspended":true}"#, seen: "/render/services/srv-1/suspended",
            after: "true"),
        Change(place: "/render/services/srv-2", patch: "null", seen: "/render/services/srv-2"),
        Change(
            place: "/render/services/srv-1/envVars/KEY_7", patch: #"{"value":"v"}"#,
            seen: "/render/services/srv-1/envVars/7/value", after: #""v""#),
        Change(
            place: "/infisical/projects/project-1/environments/prod/folders/%2Fshared/secrets/REGION",
            patch: #"{"value":"ohio","version":2}"#,
            seen: "/infisical/projects/project-1/environments/prod/folders/%2Fshared/secrets/0/value",
            after: #""ohio""#),
        Change(place: "/infisical", patch: #"{"tokenTTL":7}"#, seen: "/infisical/tokenTTL", after: "7"),
        Change(
            place: "/render/services/srv-1", patch: #"{"name":null,"type":"cron_job"}"#,
            seen: "/render/services/srv-1/name", after: #""srv-1""#),
        Change(place: "/render/services/srv-none", patch: "{}", status: 404),
        Change(place: "/render/none", patch: "{}", status: 404),
        Change(place: "/render/services/srv-1", patch: #"{"suspended":7}"#, status: 400),
        Change(place: "/render/services/srv-1", patch: "{", status: 400),
    ]

    @Test(arguments: changes) func changesAPartOfTheState(_ change: Change) async throws {
        try await withSandbox(.sample) {
            $0.adminPort = 0
        } _: { server in
            let url = try #require(server.adminURL) + "/state"
            let before = try await server.state().json()
            #expect(try await Curl.send("PATCH", url + change.place, json: change.patch).status == change.status)
            if change.status != 204 {
                #expect(try await server.state().json() == before)
                return
            }
            let part = try await Curl.send("GET", url + change.seen)
            #expect(part.status == (change.after == nil ? 404 : 200))
            if let after = change.after { #expect(part.body == after) }
        }
    }

    @Test func readsAndClearsTheLogAndSetsFaults() async throws {
        try await withSandbox(.sample) {
            $0.adminPort = 0
            $0.tls = true
        } _: { server in
            let admin = try #require(server.adminURL)
            let trust = try #require(server.caCertificatePath)
            #expect(admin.hasPrefix("http://"), "without TLS, so that any tool can use it")
            let faults = #"[{"service":"render","action":{"status":418}}]"#
            #expect(try await Curl.send("PUT", admin + "/faults", json: faults).status == 204)
            let url = server.renderURL + "/services"
            #expect(try await Curl.send("GET", url, token: "rnd_1", ["--cacert", trust]).status == 418)
            let log = try await Curl.send("GET", admin + "/requests").array
            #expect(log.map { $0["path"] as? String } == ["/v1/services"], "the admin's own requests are not logged")
            #expect(try await Curl.send("DELETE", admin + "/requests").status == 204)
            #expect(try await Curl.send("GET", admin + "/requests").body.filter { !$0.isWhitespace } == "[]")
            #expect(try await Curl.send("PUT", admin + "/faults", json: "{}").status == 400)
            #expect(try await Curl.send("GET", admin + "/none").status == 404)
        }
    }

    @Test func thereIsNoneUnlessAskedFor() async throws {
        try await withSandbox { #expect($0.adminURL == nil) }
    }
}
