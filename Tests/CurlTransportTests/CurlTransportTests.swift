// SPDX-License-Identifier: MIT

import HTTPClient
import Sandbox
import TestSupport
import Testing
@testable import Basics
@testable import CurlTransport

/// libcurl against the sandbox's real sockets.
@Suite(.timeLimit(.minutes(2))) struct CurlTransportTests {
    private static let state = SandboxState(
        render: RenderState(
            apiKeys: [.init("rnd_1")], services: [RenderState.Service(id: "srv-1", envVars: [.init("A", "1")])]))

    private static func withSandbox<Result>(
        _ configure: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: (SandboxServer, CurlTransport) async throws -> Result
    ) async throws -> Result {
        try await TestSupport.withSandbox(state, configure) { server in
            try await body(server, CurlTransport(CurlOptions(certificateAuthorities: server.caCertificatePath)))
        }
    }

    private static func get(_ server: SandboxServer, _ path: String = "/services/srv-1/env-vars") -> HTTPRequest {
        HTTPRequest(.get, server.renderURL + path, token: Secret("rnd_1"))
    }

    private static func error(_ transport: CurlTransport, _ request: HTTPRequest) async -> TransportError? {
        do throws(TransportError) {
            _ = try await transport.send(request)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Requests and answers

    @Test func aRequestArrivesWholeAndItsAnswerComesBack() async throws {
        try await Self.withSandbox { server, transport in
            let value = String(repeating: "é\"\\\n", count: 20_000)
            let body = Array(
                #"{"value":"\#(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n"))"}"#
                    .utf8)
            let put = HTTPRequest(
                .put, server.renderURL + "/services/srv-1/env-vars/B", token: Secret("rnd_1"), body: body)
            let response = try await transport.send(put)
            #expect(response.status == 200)
            #expect(response.headers["content-type"]?.hasPrefix("application/json") == true)
            #expect(response.headers["ratelimit-remaining"] != nil)
            #expect(await server.state().render[service: "srv-1"]?.envVars["B"] == value)
            let delete = HTTPRequest(.delete, server.renderURL + "/services/srv-1/env-vars/A", token: Secret("rnd_1"))
            #expect(try await transport.send(delete).status == 204)
            #expect(await server.state().render[service: "srv-1"]?.envVars["A"] == nil)
        }
    }

    @Test func aKeyThatLooksLikeAWayUpGoesNowhereElse() async throws {
        try await Self.withSandbox { server, transport in
            _ = try await transport.send(Self.get(server, "/services/srv-1/env-vars/.."))
            #expect(await server.requests().map(\.path) == ["/v1/services/srv-1/env-vars/.."])
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        try await Self.withSandbox { server, transport in
            let elsewhere = server.infisicalURL + "/elsewhere"
            await server.setFaults([Fault(.render, action: .status(302, headers: ["Location": elsewhere]))])
            let response = try await transport.send(Self.get(server))
            #expect(response.status == 302)
            #expect(await server.requests().count == 1)
        }
    }

    // MARK: TLS and HTTP/2

    @Test func anAuthorityOfOnesOwnIsTrustedAndHTTP2Spoken() async throws {
        try await Self.withSandbox({ $0.tls = true }) { server, transport in
            let response = try await transport.send(Self.get(server))
            #expect(response.status == 200)
            #expect(response.isMultiplexed)
        }
    }

    @Test func anotherAuthorityIsRefused() async throws {
        try await Self.withSandbox({ $0.tls = true }) { other, _ in
            try await Self.withSandbox({ $0.tls = true }) { server, _ in
                let stranger = CurlTransport(CurlOptions(certificateAuthorities: other.caCertificatePath))
                guard case .tls? = await Self.error(stranger, Self.get(server)) else {
                    Issue.record("not refused")
                    return
                }
                #expect(await server.requests().isEmpty)
            }
        }
    }

    /// The sandbox's certificate is for 127.0.0.1, and its authority is trusted.
    @Test func aCertificateForAnotherHostIsRefused() async throws {
        try await Self.withSandbox({
            $0.tls = true
            $0.host = "127.0.0.2"
        }) { server, transport in
            guard case .tls? = await Self.error(transport, Self.get(server)) else {
                Issue.record("not refused")
                return
            }
            #expect(await server.requests().isEmpty)
        }
    }

    @Test func aFileOfAuthoritiesThatIsMissingIsNamed() async throws {
        try await Self.withSandbox({ $0.tls = true }) { server, _ in
            let file = "/nonexistent/ca.pem"
            let transport = CurlTransport(CurlOptions(environment: ["SSL_CERT_FILE": file], userAgent: "x"))
            let error = await Self.error(transport, Self.get(server))
            #expect(error == .badAuthorities(file: file, variable: "SSL_CERT_FILE"))
            #expect(error?.message.hasPrefix("SSL_CERT_FILE: /nonexistent/ca.pem cannot be read") == true)
        }
    }

    @Test func aServerThatDoesNotSpeakTLSIsToldFromOneThatIsNotTrusted() async throws {
        try await Self.withSandbox { server, transport in
            var request = Self.get(server)
            request.url = "https" + request.url.dropFirst("http".count)
            #expect(await Self.error(transport, request) == .notTLS)
        }
    }

    private static func burst(_ transport: CurlTransport, _ server: SandboxServer, _ count: Int) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count { group.addTask { try await transport.send(get(server)).status } }
            for try await status in group { #expect(status == 200) }
        }
    }

    @Test func manyRequestsShareOneHTTP2Connection() async throws {
        try await Self.withSandbox({ $0.tls = true }) { server, transport in
            try await Self.burst(transport, server, 40)
            #expect(Set(await server.requests().map(\.connection)).count == 1)
            #expect(Set(await server.requests().map(\.httpVersion)) == ["HTTP/2"])
        }
    }

    @Test func withoutHTTP2AtMostSixConnectionsAreOpened() async throws {
        try await Self.withSandbox({
            $0.tls = true
            $0.http2 = false
        }) { server, transport in
            try await Self.burst(transport, server, 40)
            #expect(Set(await server.requests().map(\.connection)).count <= 6)
            #expect(try await !transport.send(Self.get(server)).isMultiplexed)
        }
    }

    @Test func aFreshConnectionIsOneOfItsOwn() async throws {
        try await Self.withSandbox { server, transport in
            _ = try await transport.send(Self.get(server))
            _ = try await transport.send(Self.get(server))
            var fresh = Self.get(server)
            fresh.needsFreshConnection = true
            _ = try await transport.send(fresh)
            let connections = await server.requests().map(\.connection)
            #expect(connections[0] == connections[1])
            #expect(connections[2] != connections[1])
        }
    }

    // MARK: Failures

    @Test func aRefusedConnectionIsSurelyUnsent() async throws {
        let request = try await Self.withSandbox { server, _ in Self.get(server) }
        guard case .unreachable? = await Self.error(CurlTransport(), request) else {
            Issue.record("not unreachable")
            return
        }
    }

    @Test func anAnswerThatDoesNotComeIsWaitedForNoLongerThanItMay() async throws {
        try await Self.withSandbox { server, transport in
            await server.setFaults([Fault(.render, action: .hang)])
            var request = Self.get(server)
            request.timeout = .milliseconds(200)
            #expect(await Self.error(transport, request) == .timedOut)
        }
    }

    @Test(arguments: [Fault.Action.resetBeforeAnswer, .resetMidAnswer, .resetAfterHandling])
    func aConnectionThatBreaksIsNoAnswer(action: Fault.Action) async throws {
        try await Self.withSandbox { server, transport in
            await server.setFaults([Fault(.render, action: action)])
            guard case .broken? = await Self.error(transport, Self.get(server)) else {
                Issue.record("not broken")
                return
            }
        }
    }

    @Test func anAnswerOverTheBoundIsRefused() async throws {
        try await Self.withSandbox { server, transport in
            await server.setFaults([Fault(.render, action: .endlessBody)])
            #expect(await Self.error(transport, Self.get(server)) == .tooLarge(bound: 32 << 20))
        }
    }

    /// An error says what it says in its first bytes; the rest is not even read.
    @Test(arguments: [400, 302]) func ofAnErrorsBodyOnlyTheFirst64KiBAreRead(status: Int) async throws {
        let server = try LoopbackHTTPServer { _ in .init(status, String(repeating: "x", count: 1 << 20)) }
        defer { server.stop() }
        let response = try await CurlTransport().send(HTTPRequest(.get, server.url))
        #expect(response.status == status)
        #expect(response.body.count == 64 << 10)
    }

    @Test func aSuccessMayBeLonger() async throws {
        let server = try LoopbackHTTPServer { _ in .init(200, String(repeating: "x", count: 1 << 20)) }
        defer { server.stop() }
        #expect(try await CurlTransport().send(HTTPRequest(.get, server.url)).body.count == 1 << 20)
    }

    // MARK: What libcurl refuses

    /// libcurl takes no text of more than 8 MB for an option. It would go on without the option.
    @Test func aRequestIsNotSentWithoutWhatLibcurlRefuses() async throws {
        let server = try LoopbackHTTPServer { _ in .init(200) }
        defer { server.stop() }
        let transport = CurlTransport(CurlOptions(userAgent: String(repeating: "x", count: 9_000_000)))
        guard case .unsendable(let text)? = await Self.error(transport, HTTPRequest(.get, server.url)) else {
            Issue.record("not refused")
            return
        }
        #expect(text.hasPrefix("curl_easy_setopt 10018 failed: "))
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: ["a\r\nX-Injected: 1", "a\u{0}", "a\u{7F}"])
    func whatWouldBeAnotherHeaderIsNotSent(token: String) async throws {
        let server = try LoopbackHTTPServer { _ in .init(200) }
        defer { server.stop() }
        var other = HTTPRequest(.get, server.url)
        other.headers["X-Key"] = token
        for request in [HTTPRequest(.get, server.url, token: Secret(token)), other] {
            guard case .unsendable? = await Self.error(CurlTransport(), request) else {
                Issue.record("not refused")
                return
            }
        }
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [(0x074e01, true), (0x0754ff, true), (0x075500, false), (0x080000, false)])
    func aLibcurlThatIsTooOldIsNamed(number: Int, isTooOld: Bool) {
        let version = CurlVersion(number: UInt32(number))
        #expect((version < .oldest) == isTooOld)
        #expect(
            CurlTransportMessages.tooOld(CurlVersion(number: 0x075100))
                == "libcurl 7.81.0 is too old: 7.85.0 or newer is needed")
    }

    // MARK: Cancellation

    @Test func cancellingTheTaskEndsTheCall() async throws {
        try await Self.withSandbox { server, transport in
            let arrived = Latch()
            await server.setHook { _, _ in arrived.open() }
            await server.setFaults([Fault(.render, action: .hang)])
            let request = Self.get(server)
            let task = Task { await Self.error(transport, request) }
            await arrived.wait()
            task.cancel()
            #expect(await task.value == .cancelled)
        }
    }

    /// The order to cancel must not overtake the order to send.
    @Test func aCallOfACancelledTaskEndsToo() async throws {
        try await Self.withSandbox { server, transport in
            await server.setFaults([Fault(.render, action: .hang)])
            let request = Self.get(server)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await Self.error(transport, request)
            }
            #expect(await task.value == .cancelled)
        }
    }

    @Test func afterACancelledCallTheTransportGoesOn() async throws {
        try await Self.withSandbox { server, transport in
            let arrived = Latch()
            await server.setHook { _, _ in arrived.open() }
            await server.setFaults([Fault(.render, occurrence: 1, action: .hang)])
            let request = Self.get(server)
            let task = Task { await Self.error(transport, request) }
            await arrived.wait()
            task.cancel()
            _ = await task.value
            let response = try await transport.send(request)
            #expect(response.status == 200)
        }
    }

    // MARK: Options

    @Test(
        arguments: [
            (["CURL_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b"], "/a"), (["SSL_CERT_FILE": "/b"], "/b"),
            (["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "/b"], "/b"), ([:], nil),
        ] as [([String: String], String?)])
    func theVariablesOfTheCurlProgramCount(variables: [String: String], file: String?) {
        let options = CurlOptions(environment: variables, userAgent: "x")
        #expect(options.certificateAuthorities == file)
        #expect(options.certificateVariable.flatMap { variables[$0] } == file)
    }
}
