// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Faults, as a client feels them, and whether the request took effect.
@Suite struct FaultTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        let action: Fault.Action
        var exitCode: Int32 = 0
        var status = 200
        let takesEffect: Bool
        var more: [String] = []
        var isParsable = false

        var testDescription: String { "\(action)" }
    }

    static let failures = [
        Failure(
            action: .status(503, headers: ["Retry-After": "7"], body: #"{"message":"later"}"#), status: 503,
            takesEffect: false, isParsable: true),
        Failure(
            action: .resetBeforeAnswer, exitCode: Curl.Exit.receiveFailure, status: 0, takesEffect: false),
        Failure(action: .resetAfterHandling, exitCode: Curl.Exit.receiveFailure, status: 0, takesEffect: true),
        Failure(action: .resetMidAnswer, exitCode: Curl.Exit.receiveFailure, takesEffect: true),
        Failure(
            action: .hang, exitCode: Curl.Exit.timeout, status: 0, takesEffect: false, more: ["--max-time", "3"]),
        Failure(action: .truncatedJSON, takesEffect: true),
        Failure(action: .redirect(301, to: "https://elsewhere.example/"), status: 301, takesEffect: false),
        Failure(action: .redirect(308, to: "/v1/elsewhere"), status: 308, takesEffect: false),
        Failure(action: .patch(["value": 7]), takesEffect: true, isParsable: true),
        Failure(action: .wrongJSON, takesEffect: false, isParsable: true),
        Failure(action: .htmlPage(502), status: 502, takesEffect: false),
        Failure(action: .delay(.milliseconds(50)), takesEffect: true, isParsable: true),
        Failure(
            action: .delay(.seconds(60)), exitCode: Curl.Exit.timeout, status: 0, takesEffect: true,
            more: ["--max-time", "3"]),
        Failure(
            action: .endlessBody, exitCode: Curl.Exit.timeout, takesEffect: false,
            more: ["--max-time", "3", "--limit-rate", "1M"]),
    ]

    @Test(arguments: failures, [false, true]) func fails(_ failure: Failure, tls: Bool) async throws {
        try await withSandbox(.sample) {
            $0.tls = tls
        } _: { server in
            await server.setFaults([Fault(.render, action: failure.action)])
            let trust = server.caCertificatePath.map { ["--cacert", $0] } ?? []
            let answer = try await Curl.send(
                "PUT", server.renderURL + "/services/srv-1/env-vars/NEW", token: "rnd_1", json: #"{"value":"v"}"#,
                trust + failure.more)
            // An HTTP/2 client of another version may count bytes elsewhere; that it fails is what matters there.
            #expect(tls ? (answer.exitCode == 0) == (failure.exitCode == 0) : answer.exitCode == failure.exitCode)
            #expect(answer.status == failure.status)
            #expect((answer.json != nil) == failure.isParsable)
            if case .redirect(_, let location) = failure.action { #expect(answer.headers["location"] == location) }
            if case .patch = failure.action { #expect(answer.body == #"{"key":"NEW","value":7}"#) }
            if failure.action == .endlessBody { #expect(answer.body.utf8.count > 65_536) }
            let value = await server.state().render[service: "srv-1"]?.envVars["NEW"]
            #expect((value == "v") == failure.takesEffect)
        }
    }

    struct Choice: Sendable, CustomTestStringConvertible {
        let rule: String
        let fault: Fault
        /// Which of five reads of two services, one after the other, and a login are hit.
        let hits: [Bool]

        var testDescription: String { rule }
    }

    static let choices = [
        Choice(
            rule: "every one", fault: Fault(.render, action: .status(500)),
            hits: [true, true, true, true, true, false]),
        Choice(
            rule: "the second", fault: Fault(.render, occurrence: 2, action: .status(500)),
            hits: [false, true, false, false, false, false]),
        Choice(
            rule: "two from the second on", fault: Fault(.render, occurrence: 2, count: 2, action: .status(500)),
            hits: [false, true, true, false, false, false]),
        Choice(
            rule: "by the path's beginning",
            fault: Fault(.render, pathPrefix: "/v1/services/srv-2", action: .status(500)),
            hits: [false, true, false, true, false, false]),
        Choice(
            rule: "by a part of the path, the second",
            fault: Fault(.render, pathContains: "srv-2/env", occurrence: 2, action: .status(500)),
            hits: [false, false, false, true, false, false]),
        Choice(
            rule: "another method", fault: Fault(.render, method: "PUT", action: .status(500)),
            hits: [false, false, false, false, false, false]),
        Choice(
            rule: "the other API", fault: Fault(.infisical, method: "post", action: .status(500)),
            hits: [false, false, false, false, false, true]),
    ]

    @Test(arguments: choices) func hits(_ choice: Choice) async throws {
        try await withSandbox { server in
            await server.setFaults([choice.fault])
            var hits: [Bool] = []
            for service in ["srv-1", "srv-2", "srv-1", "srv-2", "srv-1"] {
                let url = server.renderURL + "/services/\(service)/env-vars"
                hits.append(try await Curl.send("GET", url, token: "rnd_1").status == 500)
            }
            let login = server.infisicalURL + "/api/v1/auth/universal-auth/login"
            hits.append(try await Curl.send("POST", login, json: "{}").status == 500)
            #expect(hits == choice.hits)
        }
    }

    @Test func tokensExpireBeforeTheRequest() async throws {
        try await withSandbox { server in
            await server.setFaults([
                Fault(.infisical, pathPrefix: "/api/v4/", occurrence: 1, action: .expireToken)
            ])
            let login = try await Curl.send(
                "POST", server.infisicalURL + "/api/v1/auth/universal-auth/login",
                json: #"{"clientId":"client-1","clientSecret":"client-secret-1"}"#)
            let token = try #require(login.object["accessToken"] as? String)
            let url = server.infisicalURL + "/api/v4/secrets?projectId=project-1&environment=prod"
            #expect(try await Curl.send("GET", url, token: token).object["error"] as? String == "TokenError")
        }
    }

    @Test func eachItemOfAListIsPatched() async throws {
        try await withSandbox { server in
            await server.setFaults([Fault(.render, action: .patch(["envVar": 7, "cursor": nil]))])
            let listed = try await Curl.send(
                "GET", server.renderURL + "/services/srv-1/env-vars?limit=2", token: "rnd_1")
            #expect(listed.body == #"[{"envVar":7},{"envVar":7}]"#)
        }
    }

    /// The JSON form, as the admin listener takes it.
    @Test func jsonForm() throws {
        let text = """
            [{"service": "render", "action": "hang"},
             {"service": "render", "method": "PUT", "pathPrefix": "/v1/", "pathContains": "x", "occurrence": 2,
              "count": 3, "action": {"status": 503, "headers": {"Retry-After": "1"}, "body": "{}"}},
             {"service": "infisical", "action": {"htmlPage": 502}},
             {"service": "infisical", "action": {"delayMilliseconds": 250}},
             {"service": "infisical", "action": {"redirect": 302, "location": "https://x.example/"}},
             {"service": "infisical", "action": {"patch": {"imports": null, "secrets": {}}}}]
            """
        let faults = try JSONDecoder().decode([Fault].self, from: Data(text.utf8))
        let expected: [Fault.Action] = [
            .hang, .status(503, headers: ["Retry-After": "1"], body: "{}"), .htmlPage(502), .delay(.milliseconds(250)),
            .redirect(302, to: "https://x.example/"), .patch(["imports": nil, "secrets": [:]]),
        ]
        #expect(faults.map(\.action) == expected)
        #expect(faults[1].occurrence == 2 && faults[1].count == 3 && faults[0].count == 1)
        let again = try JSONDecoder().decode([Fault].self, from: try JSONEncoder().encode(faults))
        #expect(again.map(\.action) == expected)
        for wrong in [#"[{"service":"render","action":"explode"}]"#, #"[{"service":"render","action":{}}]"#] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode([Fault].self, from: Data(wrong.utf8))
            }
        }
    }
}
