// SPDX-License-Identifier: MIT

import Foundation
import NIOConcurrencyHelpers
import Sandbox
import TestSupport
import Testing

/// The routes on webhooks, and the delivery of a test.
@Suite struct InfisicalWebhookTests {
    typealias Webhook = InfisicalState.Webhook

    static let hook = Webhook(
        id: "hook-1", projectId: "project-1", environment: "prod", secretPath: "/", url: "https://sync.example/webhook",
        secretKey: "whsec-1")

    static func state(_ hook: Webhook = hook) -> SandboxState {
        var state = SandboxState.sample
        state.infisical.webhooks = [hook]
        return state
    }

    @Test func oneIsMadeReadChangedAndDeleted() async throws {
        try await withSandbox { server in
            let made = try await send(
                server, "POST", "",
                """
                {"projectId":"project-1","environment":"prod","webhookUrl":"https://sync.example/webhook",
                 "webhookSecretKey":"whsec-1","secretPath":"/a/","eventsFilter":[{"eventName":"secrets.modified"}]}
                """)
            #expect(made.status == 200)
            let webhook = try #require(made.object["webhook"] as? [String: Any])
            #expect(webhook["url"] == nil)
            let id = try #require(webhook["id"] as? String)
            let listed = try await send(server, "GET", "?projectId=project-1")
            let shown = try #require((listed.object["webhooks"] as? [[String: Any]])?.first)
            #expect(shown["url"] as? String == "https://sync.example/webhook")
            #expect(shown["secretPath"] as? String == "/a" && shown["type"] as? String == "general")
            #expect(shown["lastStatus"] is NSNull && shown["isDisabled"] as? Bool == false)
            #expect((shown["environment"] as? [String: String])?["slug"] == "prod")
            #expect(shown["eventsFilter"] as? [[String: String]] == [["eventName": "secrets.modified"]])
            #expect(!listed.body.contains("whsec-1"), "the key is never shown")
            let changed = try await send(server, "PATCH", "/" + id, #"{"isDisabled":true,"webhookUrl":"x"}"#)
            #expect(changed.status == 200)
            let read = try await send(server, "GET", "/" + id).object["webhook"] as? [String: Any]
            #expect(read?["isDisabled"] as? Bool == true)
            #expect(read?["url"] as? String == "https://sync.example/webhook", "an address is not changed")
            #expect(try await send(server, "DELETE", "/" + id).status == 200)
            #expect(try await send(server, "GET", "/" + id).status == 404)
            #expect(await server.state().infisical.webhooks.isEmpty)
        }
    }

    struct Listing: Sendable, CustomTestStringConvertible {
        let query: String
        var ids: [String]?
        var status = 200

        var testDescription: String { query }
    }

    static let listings = [
        Listing(query: "?projectId=project-1", ids: ["hook-1", "hook-2"]),
        Listing(query: "?projectId=project-1&environment=prod&secretPath=/", ids: ["hook-1"]),
        Listing(query: "?projectId=project-1&environment=dev", ids: []),
        Listing(query: "?projectId=none", status: 404),
        Listing(query: "", status: 422),
    ]

    @Test(arguments: listings) func lists(_ listing: Listing) async throws {
        var state = Self.state()
        state.infisical.webhooks.append(
            Webhook(
                id: "hook-2", projectId: "project-1", environment: "prod", secretPath: "/**", url: "https://x.example"))
        try await withSandbox(state) { server in
            let answer = try await send(server, "GET", listing.query)
            #expect(answer.status == listing.status)
            let ids = (answer.object["webhooks"] as? [[String: Any]])?.map { $0["id"] as? String }
            #expect(ids == listing.ids)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let rule: String
        var method = "POST"
        var path = ""
        /// Members in place of those of a request that would be accepted.
        var change = "{}"
        var denied: [String] = []
        var routes = InfisicalState.WebhookRoutes.all
        let status: Int

        var testDescription: String { rule }
    }

    static let refusals = [
        Refusal(rule: "no project", change: #"{"projectId":null}"#, status: 422),
        Refusal(rule: "no environment", change: #"{"environment":null}"#, status: 422),
        Refusal(rule: "no address", change: #"{"webhookUrl":null}"#, status: 422),
        Refusal(rule: "not an address", change: #"{"webhookUrl":"sync.example"}"#, status: 422),
        Refusal(rule: "another scheme", change: #"{"webhookUrl":"ftp://sync.example"}"#, status: 422),
        Refusal(rule: "unknown type", change: #"{"type":"discord"}"#, status: 422),
        Refusal(rule: "Slack's type, another host", change: #"{"type":"slack"}"#, status: 422),
        Refusal(rule: "unknown event", change: #"{"eventsFilter":[{"eventName":"test"}]}"#, status: 422),
        Refusal(rule: "unknown project", change: #"{"projectId":"none"}"#, status: 404),
        Refusal(rule: "unknown environment", change: #"{"environment":"none"}"#, status: 404),
        Refusal(rule: "credentials", change: #"{"webhookUrl":"https://a:b@sync.example"}"#, status: 400),
        Refusal(rule: "localhost", change: #"{"webhookUrl":"http://localhost:8080/"}"#, status: 400),
        Refusal(rule: "loopback", change: #"{"webhookUrl":"http://127.0.0.1"}"#, status: 400),
        Refusal(rule: "loopback, IPv6", change: #"{"webhookUrl":"http://[::1]:1/"}"#, status: 400),
        Refusal(rule: "a private network", change: #"{"webhookUrl":"https://10.1.2.3/"}"#, status: 400),
        Refusal(rule: "link-local", change: #"{"webhookUrl":"http://169.254.169.254/"}"#, status: 400),
        Refusal(rule: "a change of nothing", method: "PATCH", path: "/hook-1", change: #"{"url":"x"}"#, status: 422),
        Refusal(rule: "an unknown one", method: "DELETE", path: "/none", status: 404),
        Refusal(rule: "may not create", denied: ["webhooks:create"], status: 403),
        Refusal(
            rule: "may not list", method: "GET", path: "?projectId=project-1", denied: ["webhooks:read"], status: 403),
        Refusal(rule: "may not read", method: "GET", path: "/hook-1", denied: ["webhooks:read"], status: 403),
        Refusal(rule: "may not test", method: "POST", path: "/hook-1/test", denied: ["webhooks:read"], status: 403),
        Refusal(
            rule: "may not change", method: "PATCH", path: "/hook-1", change: #"{"isDisabled":true}"#,
            denied: ["webhooks:edit"], status: 403),
        Refusal(rule: "may not delete", method: "DELETE", path: "/hook-1", denied: ["webhooks:delete"], status: 403),
        Refusal(rule: "an older server, create", routes: .refusingIdentities, status: 403),
        Refusal(
            rule: "an older server, list", method: "GET", path: "?projectId=project-1", routes: .refusingIdentities,
            status: 403),
        Refusal(
            rule: "a server that reads none by itself", method: "GET", path: "/hook-1", routes: .withoutReadOfOne,
            status: 404),
        Refusal(rule: "unknown route", method: "PUT", path: "/hook-1", status: 404),
    ]

    @Test(arguments: refusals) func refuses(_ refusal: Refusal) async throws {
        var state = Self.state()
        state.infisical.denied = refusal.denied
        state.infisical.webhookRoutes = refusal.routes
        state.infisical.allowsInternalAddresses = false
        var body =
            ["projectId": "project-1", "environment": "prod", "webhookUrl": "https://sync.example"] as [String: Any]
        let change = try JSONSerialization.jsonObject(with: Data(refusal.change.utf8)) as? [String: Any] ?? [:]
        body = refusal.path.isEmpty ? body.merging(change) { $1 }.filter { !($0.value is NSNull) } : change
        let json = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        try await withSandbox(state) { server in
            let before = try await server.state().json()
            let answer = try await send(server, refusal.method, refusal.path, refusal.method == "GET" ? nil : json)
            #expect(answer.status == refusal.status)
            #expect(answer.object["statusCode"] as? Int == refusal.status)
            #expect(try await server.state().json() == before)
        }
    }

    // MARK: The test of one

    struct Target: Sendable, CustomTestStringConvertible {
        let rule: String
        /// The statuses of its answers, the last for ever; empty: it closes the connection.
        let statuses: [Int]
        let deliveries: Int
        /// What is noted; nil: success.
        var failure: String?

        var testDescription: String { rule }
    }

    static let targets = [
        Target(rule: "takes it", statuses: [200], deliveries: 1),
        Target(rule: "takes it with another 2xx", statuses: [202], deliveries: 1),
        Target(rule: "takes it at the third attempt", statuses: [503, 429, 200], deliveries: 3),
        Target(rule: "refuses it", statuses: [401], deliveries: 1, failure: "Request failed with status code 401"),
        Target(rule: "redirects it", statuses: [302], deliveries: 1, failure: "Request failed with status code 302"),
        Target(rule: "always fails", statuses: [500], deliveries: 4, failure: "Request failed with status code 500"),
        Target(rule: "hangs up", statuses: [], deliveries: 4, failure: "socket hang up"),
    ]

    /// The answer is 200 whatever became of it; the webhook tells.
    @Test(arguments: targets) func aTestIsDeliveredAndItsEndNoted(_ target: Target) async throws {
        let taken = NIOLockedValueBox(0)
        let endpoint = try LoopbackHTTPServer { _ in
            let number = taken.withLockedValue { count in
                count += 1
                return count
            }
            guard !target.statuses.isEmpty else { return nil }
            return .init(target.statuses[min(number, target.statuses.count) - 1])
        }
        defer { endpoint.stop() }
        var hook = Self.hook
        hook.url = endpoint.url + "/webhook/api?x=1"
        hook.isDisabled = true
        try await withSandbox(Self.state(hook)) { server in
            let answer = try await send(server, "POST", "/hook-1/test")
            #expect(answer.status == 200)
            let noted = try #require(answer.object["webhook"] as? [String: Any])
            #expect(noted["lastStatus"] as? String == (target.failure == nil ? "success" : "failed"))
            #expect(noted["lastRunErrorMessage"] as? String == target.failure)
            #expect(await server.state().infisical.webhooks.first?.lastRunErrorMessage == target.failure)
            let requests = endpoint.requests
            #expect(requests.count == target.deliveries)
            #expect(Set(requests.map(\.text)).count == 1, "a repetition is the same, signature and all")
            let request = try #require(requests.first)
            #expect(request.method == "POST" && request.target == "/webhook/api?x=1")
            try await expectSigned(request, key: "whsec-1")
        }
    }

    @Test func aTestOfATargetThatIsNotThereFails() async throws {
        var hook = Self.hook
        // Nobody listens on the first port of an address that no other test uses.
        hook.url = "http://127.0.0.78:1/"
        try await withSandbox(Self.state(hook)) { server in
            let answer = try await send(server, "POST", "/hook-1/test")
            let noted = answer.object["webhook"] as? [String: Any]
            #expect(noted?["lastRunErrorMessage"] as? String == "connect ECONNREFUSED 127.0.0.78:1")
        }
    }

    @Test func aWebhookWithoutAKeySignsNothing() async throws {
        let endpoint = try LoopbackHTTPServer { _ in .init(200) }
        defer { endpoint.stop() }
        var hook = Self.hook
        hook.url = endpoint.url
        hook.secretKey = nil
        try await withSandbox(Self.state(hook)) { server in
            _ = try await send(server, "POST", "/hook-1/test")
            #expect(endpoint.requests.map { $0.headers["x-infisical-signature"] } == [nil])
        }
    }

    private func expectSigned(_ request: LoopbackHTTPServer.Request, key: String) async throws {
        let project = try #require(request.json["project"] as? [String: String])
        #expect(request.json["event"] as? String == "test")
        #expect(project["projectId"] == "project-1" && project["environment"] == "prod" && project["secretPath"] == "/")
        let header = try #require(request.headers["x-infisical-signature"])
        let time = try #require(request.json["timestamp"] as? Int)
        let openssl = try await Program.run("openssl", ["dgst", "-sha256", "-hmac", key], input: request.body)
        let code = openssl.output.split(separator: " ").last.map { String($0.prefix(64)) }
        #expect(header == "t=\(time);\(code ?? "")")
    }

    private func send(
        _ server: SandboxServer, _ method: String, _ path: String, _ body: String? = nil
    ) async throws -> Curl.Response {
        try await Curl.send(
            method, server.infisicalURL + "/api/v1/webhooks" + path, token: "token-1", json: body)
    }
}
