// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Limits, their headers, and what is answered beyond them.
@Suite struct RateLimitTests {
    private static let noon = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func countsDownRefusesAndStartsAnew() async throws {
        let clock = SandboxClock(stoppedAt: Self.noon)
        try await withSandbox(.sample) {
            $0.clock = clock
            $0.rateLimits = RateLimits(renderWrites: 2)
        } _: { server in
            clock.advance(by: .seconds(5))
            for remaining in ["1", "0"] {
                let answer = try await put(server)
                #expect(answer.status == 200)
                #expect(answer.headers["ratelimit-limit"] == "2")
                #expect(answer.headers["ratelimit-remaining"] == remaining)
                #expect(answer.headers["ratelimit-reset"] == "1800000065")
            }
            clock.advance(by: .seconds(59))
            let refused = try await put(server)
            #expect(refused.status == 429)
            #expect(refused.headers["ratelimit-remaining"] == "0")
            #expect(refused.headers["retry-after"] == nil)
            #expect(refused.object["message"] is String)
            clock.advance(by: .seconds(1))
            #expect(try await put(server).status == 200)
        }
    }

    @Test func readsWritesAndEachServicesDeploysAreCountedApart() async throws {
        try await withSandbox(.sample) {
            $0.rateLimits = RateLimits(renderReads: 1, renderWrites: 1, renderDeploys: 1)
        } _: { server in
            let deploys = ["srv-1", "srv-2"].map { ("POST", "/services/\($0)/deploys") }
            let requests = [("GET", "/env-groups/evg-1"), ("DELETE", "/services/srv-1/env-vars/KEY_1")] + deploys
            for expected in [false, true] {
                for (method, path) in requests {
                    let answer = try await Curl.send(
                        method, server.renderURL + path, token: "rnd_1", json: method == "POST" ? "{}" : nil)
                    #expect((answer.status == 429) == expected)
                }
            }
        }
    }

    @Test func theResetMayBeSecondsToGoAndTheRefusalMayHaveARetryAfter() async throws {
        let clock = SandboxClock(stoppedAt: Self.noon)
        try await withSandbox(.sample) {
            $0.clock = clock
            $0.rateLimits = RateLimits(renderWrites: 1, resetFormat: .secondsToGo, sendsRetryAfter: true)
        } _: { server in
            #expect(try await put(server).headers["ratelimit-reset"] == "60")
            clock.advance(by: .milliseconds(14_500))
            let refused = try await put(server)
            #expect(refused.headers["ratelimit-reset"] == "46")
            #expect(refused.headers["retry-after"] == "46")
        }
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
        #expect(limits.infisicalReads == 200)
        #expect(limits.windowSeconds == 60)
    }

    private func put(_ server: SandboxServer) async throws -> Curl.Response {
        try await Curl.send(
            "PUT", server.renderURL + "/services/srv-1/env-vars/A", token: "rnd_1", json: #"{"value":"1"}"#)
    }
}
