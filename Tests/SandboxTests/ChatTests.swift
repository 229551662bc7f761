// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// The systems that take notifications.
@Suite struct ChatTests {
    struct Post: Sendable, CustomTestStringConvertible {
        let rule: String
        let path: String
        let body: String
        var contentType = "application/json"
        let status: Int
        /// What is answered; nil: not looked at.
        var answer: String?
        /// What a reader sees.
        var text = ""

        var testDescription: String { rule }
    }

    private static func card(_ text: String, type: String = "AdaptiveCard") -> String {
        """
        {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,
         "content":{"type":"\(type)","version":"1.2","body":[{"type":"TextBlock","wrap":true,"text":"\(text)"}]}}]}
        """
    }

    static let posts = [
        Post(
            rule: "Slack", path: "/slack/services/T/B/X", body: #"{"text":"a &amp; b"}"#, status: 200, answer: "ok",
            text: "a &amp; b"),
        Post(rule: "Slack, no text", path: "/slack", body: #"{"content":"a"}"#, status: 400, answer: "no_text"),
        Post(rule: "Slack, a number", path: "/slack", body: #"{"text":7}"#, status: 400, answer: "no_text"),
        Post(rule: "Slack, not JSON", path: "/slack", body: "text=a", status: 400, answer: "invalid_payload"),
        Post(
            rule: "Slack, another content type", path: "/slack", body: #"{"text":"a"}"#,
            contentType: "text/plain", status: 400, answer: "invalid_payload"),
        Post(
            rule: "Discord", path: "/discord/api/webhooks/1/x",
            body: #"{"content":"a","allowed_mentions":{"parse":[]}}"#, status: 204, answer: "", text: "a"),
        Post(
            rule: "Discord, 2000 characters", path: "/discord",
            body: #"{"content":"\#(String(repeating: "a", count: 2000))"}"#, status: 204,
            text: String(repeating: "a", count: 2000)),
        Post(
            rule: "Discord, too long", path: "/discord",
            body: #"{"content":"\#(String(repeating: "a", count: 2001))"}"#,
            status: 400, answer: #"{"code":50035,"message":"Invalid Form Body"}"#,
            text: String(repeating: "a", count: 2001)),
        Post(rule: "Discord, Slack's form", path: "/discord", body: #"{"text":"a"}"#, status: 400),
        Post(rule: "Teams", path: "/teams/workflows/x", body: card("a"), status: 202, answer: "", text: "a"),
        Post(rule: "Teams, another card", path: "/teams", body: card("a", type: "Card"), status: 400, text: "a"),
        Post(rule: "Teams, Slack's form", path: "/teams", body: #"{"text":"a"}"#, status: 400),
        Post(
            rule: "Teams, too large", path: "/teams", body: card(String(repeating: "a", count: 28 * 1024)), status: 413),
        Post(rule: "another receiver", path: "/hook", body: #"{"text":"a","status":"failed"}"#, status: 200, text: "a"),
        Post(rule: "another receiver, not an object", path: "/hook", body: "[]", status: 400),
    ]

    @Test(arguments: posts) func takesOrRefuses(_ post: Post) async throws {
        try await withChat { server, url in
            let answer = try await Curl.send(
                "POST", url + post.path,
                ["--header", "Content-Type: \(post.contentType)", "--data-binary", post.body])
            #expect(answer.status == post.status)
            if let expected = post.answer { #expect(answer.body == expected) }
            let messages = await server.messages()
            #expect(messages.map(\.text) == [post.text])
            #expect(messages.map(\.body) == [post.body] && messages.map(\.status) == [post.status])
        }
    }

    struct Route: Sendable, CustomTestStringConvertible {
        let url: String
        let system: ChatSystem
        let host: String

        var testDescription: String { url }
    }

    static let routes = [
        Route(url: "https://hooks.slack.com/services/T/B/X", system: .slack, host: "hooks.slack.com"),
        Route(url: "http://hooks.slack.com/services/T/B/X", system: .slack, host: "hooks.slack.com"),
        Route(url: "https://discord.com/api/webhooks/1/x", system: .discord, host: "discord.com"),
        Route(
            url: "https://prod-00.westeurope.logic.azure.com/workflows/x?sig=y", system: .teams,
            host: "prod-00.westeurope.logic.azure.com"),
        Route(url: "https://localhost/hook", system: .other, host: "localhost"),
    ]

    /// A program that obeys HTTPS_PROXY is led here under the real host's name, and TLS holds.
    @Test(arguments: routes) func servesTheRealHostsAsAProxy(_ route: Route) async throws {
        try await withChat { server, url in
            let trust = try #require(server.caCertificatePath)
            let answer = try await Curl.send(
                "POST", route.url, json: #"{"text":"a","content":"a"}"#,
                ["--proxy", url, "--noproxy", "", "--cacert", trust])
            #expect(answer.exitCode == 0)
            let messages = await server.messages()
            #expect(messages.map(\.system) == [route.system])
            #expect(messages.map(\.host) == [route.host])
        }
    }

    @Test func speaksTLSWithoutAProxyToo() async throws {
        try await withChat { server, url in
            let trust = try #require(server.caCertificatePath)
            let secure = url.replacing("http://", with: "https://")
            let answer = try await Curl.send("POST", secure + "/slack", json: #"{"text":"a"}"#, ["--cacert", trust])
            #expect(answer.body == "ok")
        }
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let rule: String
        let action: Fault.Action
        var exitCode: Int32 = 0
        var status = 0
        let arrives: Bool

        var testDescription: String { rule }
    }

    static let failures = [
        Failure(
            rule: "a slow one", action: .delay(.seconds(60)), exitCode: Curl.Exit.timeout, arrives: true),
        Failure(rule: "one that hangs", action: .hang, exitCode: Curl.Exit.timeout, arrives: false),
        Failure(
            rule: "one that refuses",
            action: .status(403, headers: ["Content-Type": "text/plain"], body: "invalid_token"), status: 403,
            arrives: false),
        Failure(
            rule: "one that redirects", action: .redirect(302, to: "https://elsewhere.example/"), status: 302,
            arrives: false),
        Failure(
            rule: "one that resets", action: .resetBeforeAnswer, exitCode: Curl.Exit.receiveFailure, arrives: false),
    ]

    @Test(arguments: failures) func fails(_ failure: Failure) async throws {
        try await withChat { server, url in
            await server.setFaults([Fault(.chat, pathPrefix: "/slack", action: failure.action)])
            let answer = try await Curl.send("POST", url + "/slack", json: #"{"text":"a"}"#, ["--max-time", "1"])
            #expect(answer.exitCode == failure.exitCode && answer.status == failure.status)
            #expect(await server.messages().count == (failure.arrives ? 1 : 0))
            #expect(await server.requests().map(\.service) == [.chat])
        }
    }

    @Test func theAdminShowsAndForgetsThem() async throws {
        try await withChat { server, url in
            let messages = try #require(server.adminURL) + "/messages"
            _ = try await Curl.send("POST", url + "/slack", json: #"{"text":"a"}"#)
            let shown = try await Curl.send("GET", messages).array
            #expect(shown.map { $0["text"] as? String } == ["a"])
            #expect(try await Curl.send("DELETE", messages).status == 204)
            #expect(await server.messages().isEmpty)
        }
    }

    private func withChat(_ body: (SandboxServer, String) async throws -> Void) async throws {
        try await withSandbox(.sample) {
            $0.chatPort = 0
            $0.adminPort = 0
        } _: { server in
            try await body(server, try #require(server.chatURL))
        }
    }
}
