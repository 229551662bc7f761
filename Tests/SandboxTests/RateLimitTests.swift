// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Limits, their headers, and what is answered beyond them.
@Suite struct RateLimitTests {
    /// A full minute.
    private static let noon = Date(timeIntervalSince1970: 1_800_000_000)

    struct Moment: Sendable, CustomTestStringConvertible {
        let secondsAfterTheMinute: Double
        let reset: String

        var testDescription: String { "\(secondsAfterTheMinute) s" }
    }

    static let moments = [
        Moment(secondsAfterTheMinute: 0, reset: "60"), Moment(secondsAfterTheMinute: 0.5, reset: "59"),
        Moment(secondsAfterTheMinute: 14.5, reset: "45"), Moment(secondsAfterTheMinute: 58.9, reset: "1"),
        Moment(secondsAfterTheMinute: 59.5, reset: "0"),
    ]

    @Test(arguments: moments) func rendersResetIsInSecondsToGoCutDown(_ moment: Moment) async throws {
        let clock = SandboxClock(stoppedAt: Self.noon)
        clock.advance(by: .seconds(moment.secondsAfterTheMinute))
        try await withSandbox(.sample) {
            $0.clock = clock
            $0.rateLimits = .documented
        } _: { server in
            let answer = try await put(server)
            #expect(answer.headers["ratelimit-reset"] == moment.reset)
        }
    }

    /// The minute ends for everybody at the same time, whenever the first request came.
    @Test func rendersWindowsAreTheMinutesOfTheClock() async throws {
        let clock = SandboxClock(stoppedAt: Self.noon)
        try await withSandbox(.sample) {
            $0.clock = clock
            $0.rateLimits = RateLimits(renderWrites: 2)
        } _: { server in
            clock.advance(by: .seconds(58))
            for remaining in ["1", "0"] {
                let answer = try await put(server)
                #expect(answer.status == 200)
                #expect(answer.headers["ratelimit-limit"] == "2")
                #expect(answer.headers["ratelimit-remaining"] == remaining)
            }
            clock.advance(by: .milliseconds(1999))
            let refused = try await put(server)
            #expect(refused.status == 429)
            #expect(refused.headers["ratelimit-remaining"] == "0")
            #expect(refused.headers["retry-after"] == nil)
            #expect(refused.object["message"] is String)
            clock.advance(by: .milliseconds(1))
            #expect(try await put(server).status == 200)
        }
    }

    struct Call: Sendable, CustomTestStringConvertible {
        let method: String
        let path: String
        let bucket: String

        var testDescription: String { "\(method) \(path)" }
    }

    static let calls = [
        Call(method: "GET", path: "/env-groups/evg-1", bucket: "read"),
        Call(method: "PUT", path: "/services/srv-1/env-vars/A", bucket: "write"),
        Call(method: "DELETE", path: "/services/srv-2/env-vars/A", bucket: "write"),
        Call(method: "PATCH", path: "/env-groups/evg-1", bucket: "write"),
        Call(method: "POST", path: "/services/srv-1/suspend", bucket: "write"),
        Call(method: "POST", path: "/services/srv-1/deploys", bucket: "deploy 1"),
        Call(method: "PATCH", path: "/services/srv-1", bucket: "deploy 1"),
        Call(method: "POST", path: "/services/srv-2/deploys", bucket: "deploy 2"),
    ]

    /// Whether the second of two calls is refused: when they share a bucket that holds one.
    @Test(arguments: calls, calls) func bucketsAreCountedApart(_ first: Call, _ second: Call) async throws {
        try await withSandbox(.sample) {
            $0.clock = SandboxClock(stoppedAt: Self.noon)
            $0.rateLimits = RateLimits(renderReads: 1, renderWrites: 1, renderDeploys: 1)
        } _: { server in
            for call in [first, second] {
                let answer = try await Curl.send(
                    call.method, server.renderURL + call.path, token: "rnd_1", json: call.method == "GET" ? nil : "{}")
                let isSecond = await server.requests().count == 2
                #expect((answer.status == 429) == (isSecond && first.bucket == second.bucket))
            }
        }
    }

    @Test func theResetMayBeAnEpochAndTheRefusalMayHaveARetryAfter() async throws {
        let clock = SandboxClock(stoppedAt: Self.noon)
        try await withSandbox(.sample) {
            $0.clock = clock
            $0.rateLimits = RateLimits(renderWrites: 1, resetFormat: .epochSeconds, sendsRetryAfter: true)
        } _: { server in
            #expect(try await put(server).headers["ratelimit-reset"] == "1800000060")
            clock.advance(by: .milliseconds(14_500))
            let refused = try await put(server)
            #expect(refused.headers["ratelimit-reset"] == "1800000060")
            #expect(refused.headers["retry-after"] == "46")
        }
    }

    @Test func aClockGoesOnFromTheTimeGiven() {
        let clock = SandboxClock(startingAt: Self.noon)
        #expect((0..<60).contains(clock.now.timeIntervalSince(Self.noon)))
    }

    @Test func infisicalRefusesWithARetryAfter() async throws {
        try await withSandbox(.sample) {
            $0.clock = SandboxClock(stoppedAt: Self.noon)
            $0.rateLimits = RateLimits(infisicalReads: 1)
        } _: { server in
            let url = server.infisicalURL + "/api/v4/secrets?projectId=project-1&environment=prod"
            #expect(try await Curl.send("GET", url, token: "token-1").status == 200)
            let refused = try await Curl.send("GET", url, token: "token-1")
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == "60")
            #expect(refused.object["error"] as? String == "RateLimitExceeded")
            #expect(try await login(server).status == 200, "logins have a limit of their own")
        }
    }

    /// The window is not the clock's minute: it begins with the first request.
    @Test func infisicalsLoginsAndAllItsRequestsAreLimitedToo() async throws {
        let clock = SandboxClock(stoppedAt: Self.noon)
        try await withSandbox(.sample) {
            $0.clock = clock
            $0.rateLimits = RateLimits(infisicalLogins: 2, infisicalRequests: 3)
        } _: { server in
            clock.advance(by: .seconds(30))
            let statuses = [
                try await login(server).status, try await login(server).status, try await login(server).status,
            ]
            #expect(statuses == [200, 200, 429])
            let url = server.infisicalURL + "/api/v4/secrets?projectId=project-1&environment=prod"
            #expect(try await Curl.send("GET", url, token: "token-1").status == 429)
            clock.advance(by: .seconds(59))
            #expect(try await login(server).status == 429)
            clock.advance(by: .seconds(1))
            #expect(try await login(server).status == 200)
        }
    }

    /// Headers are there all the same: a client that obeys them must not come to wait.
    @Test func withoutLimitsTheHeadersShowPlenty() async throws {
        try await withSandbox { server in
            let remaining = try await put(server).headers["ratelimit-remaining"].flatMap { Int($0) }
            #expect(try #require(remaining) > 100_000)
        }
    }

    @Test func theDocumentedLimits() {
        let limits = RateLimits.documented
        #expect(limits.renderReads == 400 && limits.renderWrites == 30 && limits.renderDeploys == 10)
        #expect(limits.infisicalReads == 120 && limits.infisicalLogins == 90 && limits.infisicalRequests == 600)
        #expect(limits.windowSeconds == 60 && limits.resetFormat == .secondsToGo)
    }

    private func login(_ server: SandboxServer) async throws -> Curl.Response {
        try await Curl.send(
            "POST", server.infisicalURL + "/api/v1/auth/universal-auth/login",
            json: #"{"clientId":"client-1","clientSecret":"client-secret-1"}"#)
    }

    private func put(_ server: SandboxServer) async throws -> Curl.Response {
        try await Curl.send(
            "PUT", server.renderURL + "/services/srv-1/env-vars/A", token: "rnd_1", json: #"{"value":"1"}"#)
    }
}
