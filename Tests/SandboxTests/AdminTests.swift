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
