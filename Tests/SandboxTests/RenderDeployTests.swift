// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Deploys: how they are answered, what they go through, and how they end.
@Suite struct RenderDeployTests {
    typealias Status = RenderState.Deploy.Status

    @Test func deploysAreAnsweredInEachOfThreeWays() async throws {
        try await withSandbox { server in
            let url = server.renderURL + "/services/srv-1/deploys"
            func deploy(_ kind: RenderState.Service.DeployAnswer) async throws -> Curl.Response {
                await server.mutate { $0.render[service: "srv-1"]?.deployAnswer = kind }
                return try await Curl.send("POST", url, token: "rnd_1", json: #"{"deployMode":"deploy_only"}"#)
            }
            let made = try await deploy(.created)
            #expect(made.status == 201 && made.object["commit"] is [String: Any])
            let withoutCommit = try await deploy(.createdWithoutCommit)
            #expect(withoutCommit.status == 201 && withoutCommit.object["commit"] is NSNull)
            let queued = try await deploy(.queued)
            #expect(queued.status == 202)
            #expect(queued.body.isEmpty && queued.headers["content-type"] == nil)
            let deploys = await server.state().render.deploys
            #expect(deploys.map(\.serviceId) == ["srv-1", "srv-1", "srv-1"])
            #expect(deploys.first?.id == made.object["id"] as? String)
        }
    }

    /// The refusal is for the deploy alone.
    @Test func aSuspendedServiceTakesWritesAndDeploysWhenResumed() async throws {
        try await withSandbox { server in
            let url = server.renderURL + "/services/srv-1"
            #expect(try await Curl.send("POST", url + "/suspend", token: "rnd_1").status == 202)
            let read = try await Curl.send("GET", url, token: "rnd_1").object
            #expect(read["suspended"] as? String == "suspended" && read["suspenders"] as? [String] == ["user"])
            let refused = try await Curl.send("POST", url + "/deploys", token: "rnd_1", json: "{}")
            #expect(refused.status == 400)
            #expect(refused.body == #"{"message":"cannot deploy suspended service"}"#)
            for (path, body, status) in [
                ("/env-vars/A", #"{"value":"1"}"#, 200), ("/secret-files/f", #"{"content":"1"}"#, 201),
            ] {
                #expect(try await Curl.send("PUT", url + path, token: "rnd_1", json: body).status == status)
            }
            #expect(try await Curl.send("POST", url + "/resume", token: "rnd_1").status == 202)
            #expect(await server.state().render.deploys.map(\.trigger) == ["service_resumed"])
        }
    }

    struct Course: Sendable, CustomTestStringConvertible {
        let rule: String
        let statuses: [Status]

        var testDescription: String { rule }
    }

    static let courses = [
        Course(rule: "the usual one", statuses: RenderState.Service.usualDeploys[0]),
        Course(rule: "live at once", statuses: [.live]),
        Course(rule: "the build fails", statuses: [.created, .buildInProgress, .buildFailed]),
        Course(rule: "the step before it fails", statuses: [.queued, .preDeployInProgress, .preDeployFailed]),
        Course(rule: "the update fails", statuses: [.created, .updateInProgress, .updateFailed]),
        Course(rule: "canceled", statuses: [.created, .buildInProgress, .canceled]),
        Course(rule: "replaced", statuses: [.created, .live, .deactivated]),
        Course(rule: "never ends", statuses: [.created, .buildInProgress]),
    ]

    /// Each read shows the next status, the last one for ever.
    @Test(arguments: courses) func goesThroughItsStatuses(_ course: Course) async throws {
        var state = SandboxState.sample
        state.render[service: "srv-1"]?.deployScripts = [course.statuses]
        try await withSandbox(state) { server in
            var deploy = try await deploy(server)
            var seen = [deploy]
            for _ in course.statuses {
                deploy = try await read(server, id(deploy))
                seen.append(deploy)
            }
            let expected = course.statuses + [try #require(course.statuses.last)]
            #expect(seen.map { $0["status"] as? String } == expected.map(\.rawValue))
            let isEnded = expected.map {
                ![.created, .queued, .buildInProgress, .preDeployInProgress, .updateInProgress].contains($0)
            }
            #expect(seen.map { $0["finishedAt"] is String } == isEnded)
        }
    }

    /// As a client finds the deploy that a 202 did not name.
    @Test func theNewestIsListedFirstAndMovesOnToo() async throws {
        var state = SandboxState.sample
        state.render[service: "srv-1"]?.deployAnswer = .queued
        state.render[service: "srv-1"]?.deployScripts = [[.queued, .live], [.queued, .updateInProgress, .live]]
        try await withSandbox(state) { server in
            for expected in ["live", "update_in_progress"] {
                _ = try await deploy(server)
                let listed = try await Curl.send(
                    "GET", server.renderURL + "/services/srv-1/deploys?limit=1", token: "rnd_1"
                ).array
                #expect(listed.map { ($0["deploy"] as? [String: Any])?["status"] as? String } == [expected])
            }
            let other = try await Curl.send("GET", server.renderURL + "/services/srv-2/deploys", token: "rnd_1")
            #expect(other.body == "[]")
        }
    }

    @Test func aNewerDeployOverridesOneThatRunsAndReplacesOneThatIsLive() async throws {
        try await withSandbox { server in
            let first = try await deploy(server)
            let second = try await deploy(server)
            #expect(try await read(server, id(first))["status"] as? String == "canceled")
            for _ in 0..<3 { _ = try await read(server, id(second)) }
            let third = try await deploy(server)
            #expect(try await read(server, id(second))["status"] as? String == "live", "until the next one is live")
            for _ in 0..<3 { _ = try await read(server, id(third)) }
            #expect(try await read(server, id(second))["status"] as? String == "deactivated")
            #expect(try await read(server, id(first))["status"] as? String == "canceled")
        }
    }

    @Test func aRunningDeployIsCanceled() async throws {
        try await withSandbox { server in
            let deploy = try await deploy(server)
            let url = server.renderURL + "/services/srv-1/deploys/" + id(deploy)
            #expect(
                try await Curl.send("POST", url + "/cancel", token: "rnd_1").object["status"] as? String == "canceled")
            #expect(try await Curl.send("POST", url + "/cancel", token: "rnd_1").status == 400)
            #expect(try await Curl.send("GET", url, token: "rnd_1").object["status"] as? String == "canceled")
        }
    }

    private func deploy(_ server: SandboxServer) async throws -> [String: Any] {
        try await Curl.send("POST", server.renderURL + "/services/srv-1/deploys", token: "rnd_1", json: "{}").object
    }

    private func read(_ server: SandboxServer, _ id: String) async throws -> [String: Any] {
        try await Curl.send("GET", server.renderURL + "/services/srv-1/deploys/" + id, token: "rnd_1").object
    }

    private func id(_ deploy: [String: Any]) -> String {
        deploy["id"] as? String ?? "none"
    }
}
