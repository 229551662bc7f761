// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Transports, the log, the hook and the end.
@Suite struct ServerTests {
    struct Transport: Sendable, CustomTestStringConvertible {
        let rule: String
        var tls = false
        var http2 = true
        var arguments: [String] = []
        let version: String

        var testDescription: String { rule }
    }

    static let transports = [
        Transport(rule: "plain", version: "1.1"),
        Transport(rule: "TLS", tls: true, version: "2"),
        Transport(rule: "TLS, the client without HTTP/2", tls: true, arguments: ["--http1.1"], version: "1.1"),
        Transport(rule: "TLS, the server without HTTP/2", tls: true, http2: false, version: "1.1"),
    ]

    @Test(arguments: transports) func serves(_ transport: Transport) async throws {
        try await withSandbox(.sample) {
            $0.tls = transport.tls
            $0.http2 = transport.http2
        } _: { server in
            #expect(server.renderURL.hasPrefix(transport.tls ? "https://" : "http://"))
            #expect((server.caCertificatePath != nil) == transport.tls)
            let trust = server.caCertificatePath.map { ["--cacert", $0] } ?? []
            let url = server.renderURL + "/services/srv-1/env-vars"
            // Three requests over what should be one connection.
            let answer = try await Curl.send("GET", url, token: "rnd_1", trust + transport.arguments + [url, url])
            #expect(answer.httpVersion.hasSuffix(transport.version))
            #expect(answer.exitCode == 0)
            let log = await server.requests()
            #expect(log.map(\.httpVersion) == Array(repeating: "HTTP/\(transport.version)", count: 3))
            #expect(Set(log.map(\.connection)).count == 1)
        }
    }

    @Test func strangersDoNotTrustTheCertificate() async throws {
        try await withSandbox(.sample) {
            $0.tls = true
        } _: { server in
            let refused = try await Curl.send("GET", server.renderURL)
            #expect(refused.exitCode == 60)
        }
    }

    @Test func bothNamesOfTheMachineAreCertified() async throws {
        try await withSandbox(.sample) {
            $0.tls = true
        } _: { server in
            let url = server.renderURL.replacing("127.0.0.1", with: "localhost")
            let trust = try #require(server.caCertificatePath)
            #expect(try await Curl.send("GET", url + "/services", token: "rnd_1", ["--cacert", trust]).status == 200)
        }
    }

    @Test func manyStreamsOfOneConnection() async throws {
        try await withSandbox(.sample) {
            $0.tls = true
            $0.latency = .milliseconds(20)
        } _: { server in
            let trust = try #require(server.caCertificatePath)
            let url = server.renderURL + "/services/srv-1/env-vars/KEY_[1-40]"
            let answer = try await Curl.send(
                "GET", url, token: "rnd_1", ["--cacert", trust, "--parallel", "--parallel-max", "40"])
            #expect(answer.exitCode == 0)
            let log = await server.requests()
            #expect(log.count == 40)
            #expect(log.allSatisfy { $0.status == 200 && $0.httpVersion == "HTTP/2" })
            #expect(log.allSatisfy { ($0.answeredAt ?? 0) - $0.arrivedAt >= 20_000_000 })
            #expect(log.count > 1 && log[1].arrivedAt < log[0].answeredAt ?? 0, "they overlap")
        }
    }

    /// What curl sends late, for streams that have ended, does not add up to an end of the connection.
    @Test func manyWritesGoOverOneConnection() async throws {
        try await withSandbox(.sample) {
            $0.tls = true
        } _: { server in
            let trust = try #require(server.caCertificatePath)
            let url = server.renderURL + "/services/srv-1/env-vars/KEY_[1-400]"
            let answer = try await Curl.send(
                "PUT", url, token: "rnd_1", json: #"{"value":"v"}"#, ["--cacert", trust, "--max-time", "60"])
            #expect(answer.exitCode == 0)
            let log = await server.requests()
            #expect(log.count == 400 && Set(log.map(\.connection)).count == 1)
        }
    }

    /// Names, sizes and places, and nothing that a header or a body holds.
    @Test func logsWithoutSecrets() async throws {
        try await withSandbox { server in
            let path = "/services/srv-1/env-vars/A?x=%20"
            _ = try await Curl.send("PUT", server.renderURL + path, token: "rnd_1", json: #"{"value":"confidential"}"#)
            _ = try await Curl.send("GET", server.infisicalURL + "/api/status")
            let log = await server.requests()
            #expect(log.map(\.number) == [1, 2])
            #expect(log.map(\.service) == [.render, .infisical])
            let first = try #require(log.first)
            #expect(first.method == "PUT" && first.path == "/v1" + path && first.status == 200)
            #expect(first.pathOnly == "/v1/services/srv-1/env-vars/A")
            #expect(first.bodySize == #"{"value":"confidential"}"#.utf8.count)
            #expect(first.headerNames.contains("authorization"))
            #expect(first.description == "#1 render PUT /v1/services/srv-1/env-vars/A?x=%20 200")
            let everything = String(decoding: try JSONEncoder().encode(log), as: UTF8.self) + "\(await server.state())"
            #expect(!everything.contains("confidential") && !everything.contains("rnd_1"))
            await server.clearRequests()
            #expect(await server.requests().isEmpty)
        }
    }

    /// A hook changes the state between the arrival of a request and its answer, as another writer would.
    @Test func theHookRunsBeforeTheRequestIsServed() async throws {
        try await withSandbox { server in
            await server.setHook { request, state in
                guard request.method == "GET" else { return }
                state.render[service: "srv-1"]?.envVars = [.init("FROM_HOOK", "\(request.number)")]
            }
            let url = server.renderURL + "/services/srv-1/env-vars"
            let listed = try await Curl.send("GET", url, token: "rnd_1").array
            #expect(listed.map { $0["envVar"] as? [String: String] } == [["key": "FROM_HOOK", "value": "1"]])
            await server.setHook(nil)
            _ = try await Curl.send("DELETE", url + "/FROM_HOOK", token: "rnd_1")
            #expect(try await Curl.send("GET", url, token: "rnd_1").array.isEmpty)
        }
    }

    @Test func afterTheStopNothingListensAndNothingIsLeft() async throws {
        var configuration = SandboxConfiguration(state: .sample)
        configuration.tls = true
        // An address of its own: on a shared one, another test's server may get the port as soon as it is free.
        configuration.host = "127.0.0.77"
        let server = try await SandboxServer.start(configuration)
        let path = try #require(server.caCertificatePath)
        #expect(FileManager.default.fileExists(atPath: path))
        try await server.stop()
        #expect(!FileManager.default.fileExists(atPath: URL(filePath: path).deletingLastPathComponent().path))
        #expect(try await Curl.send("GET", server.renderURL).exitCode == 7)
        #expect(try await Curl.send("GET", server.infisicalURL).exitCode == 7)
    }

    /// Clients that still wait for an answer are cut off.
    @Test func theStopEndsOpenConnections() async throws {
        let server = try await SandboxServer.start(SandboxConfiguration(state: .sample))
        await server.setFaults([Fault(.render, action: .hang)])
        let (arrivals, arrival) = AsyncStream.makeStream(of: Int.self)
        await server.setHook { request, _ in arrival.yield(request.number) }
        async let answer = Curl.send("GET", server.renderURL)
        for await _ in arrivals { break }
        try await server.stop()
        let exitCode = try await answer.exitCode
        #expect([Curl.Exit.emptyReply, Curl.Exit.receiveFailure].contains(exitCode))
    }

    @Test func aTakenPortIsAnError() async throws {
        try await withSandbox { server in
            var configuration = SandboxConfiguration()
            configuration.renderPort = try #require(URL(string: server.renderURL)?.port)
            await #expect(throws: (any Error).self) { try await SandboxServer.start(configuration) }
        }
    }
}
