// SPDX-License-Identifier: MIT

import TestSupport
import Foundation
import Sandbox
import Testing

/// `handle` with a raw HTTP request or a bare JSON body on standard input.
@Suite struct FrontDoorsHandleTests {
    private static func handle(
        _ input: [UInt8], _ arguments: [String] = [], _ more: [String: String] = [:]
    ) async throws -> (exitCode: Int32, answer: HTTPAnswer) {
        let finished = try await ProgramUnderTest.run(
            ["handle"] + arguments, ProgramUnderTest.demoEnvironment(nil, more), input: input)
        return (finished.exitCode, HTTPAnswer(finished.output))
    }

    private static func handle(_ text: String) async throws -> (exitCode: Int32, answer: HTTPAnswer) {
        try await handle(Array(text.utf8))
    }

    // MARK: Raw HTTP

    @Test func aDeliveryIsPushedAndAnswered() async throws {
        try await withSandbox(.demo) { sandbox in
            let finished = try await ProgramUnderTest.run(
                ["handle"], ProgramUnderTest.demoEnvironment(sandbox), input: SignedDelivery().request())
            let answer = HTTPAnswer(finished.output)
            #expect(finished.exitCode == 0)
            #expect(answer.status == 200 && answer.word == "synced")
            #expect(answer.header("Content-Length") == String(answer.body.utf8.count))
            let variables = await sandbox.state().render.services[0].envVars
            #expect(variables.contains { $0.key == "LOG_LEVEL" && $0.value == "info" })
        }
    }

    /// The program's own signer and its own door fit together.
    @Test func whatSignPrintsIsTaken() async throws {
        let body = #"{"event":"test","project":{"projectId":"demo-project","environment":"prod","secretPath":"/"}}"#
        let signed = try await ProgramUnderTest.run(["sign"], input: Array(body.utf8))
        let (exitCode, answer) = try await Self.handle(signed.output)
        #expect(exitCode == 0 && answer.status == 200)
        #expect(answer.body.contains("would push demo"))
    }

    @Test func aRefusedPushIsToldApart() async throws {
        var state = SandboxState.demo
        state.render.apiKeys = []
        try await withSandbox(state) { sandbox in
            let finished = try await ProgramUnderTest.run(
                ["handle"], ProgramUnderTest.demoEnvironment(sandbox), input: SignedDelivery().request())
            #expect(finished.exitCode == 69)
            #expect(HTTPAnswer(finished.output).status == 424)
        }
    }

    @Test func aPushThatMayPassLaterIsToldApart() async throws {
        let delivery = SignedDelivery().request()
        let (exitCode, answer) = try await Self.handle(delivery, [], ["RENDER_SYNC_TIMEOUT": "1"])
        #expect(exitCode == 75)
        #expect(answer.status == 503)
    }

    @Test func aWrongConfigurationIsToldApart() async throws {
        let (exitCode, answer) = try await Self.handle(
            SignedDelivery().request(), [], ["RENDER_SYNC_DISABLE_SECRET_DELETON": "true"])
        #expect(exitCode == 78)
        #expect(answer.status == 500)
    }

    @Test func anUnmatchedEventIsIgnored() async throws {
        let (exitCode, answer) = try await Self.handle(SignedDelivery(environment: "dev").request())
        #expect(exitCode == 0)
        #expect(answer.status == 200 && answer.word == "ignored")
    }

    @Test func aForgedDeliveryIsUnauthorized() async throws {
        let (exitCode, answer) = try await Self.handle(SignedDelivery(key: "guess").request())
        #expect(exitCode == 77)
        #expect(answer.status == 401)
    }

    @Test func twoSignaturesAreRefusedEvenWhenBothAreRight() async throws {
        let delivery = SignedDelivery(event: "test")
        let (exitCode, answer) = try await Self.handle(delivery.request("/", [delivery.line]))
        #expect(exitCode == 77)
        #expect(answer.status == 401)
    }

    @Test(arguments: ["X-INFISICAL-SIGNATURE", "x-InFiSiCaL-sIgNaTuRe"])
    func theSignaturesNameIsTakenInAnyCase(name: String) async throws {
        let delivery = SignedDelivery(event: "test")
        let text = String(decoding: delivery.request(), as: UTF8.self)
            .replacingOccurrences(of: "x-infisical-signature", with: name)
        #expect(try await Self.handle(text).exitCode == 0)
    }

    @Test func aChunkedDeliveryIsTaken() async throws {
        let delivery = SignedDelivery(event: "test")
        let chunks = delivery.body.map { [UInt8]("1\r\n".utf8) + [$0] + [UInt8]("\r\n".utf8) }.joined()
        let head = "POST / HTTP/1.1\r\nHost: h\r\n\(delivery.line)\r\nTransfer-Encoding: chunked\r\n\r\n"
        let (exitCode, answer) = try await Self.handle(Array(head.utf8) + chunks + Array("0\r\n\r\n".utf8))
        #expect(exitCode == 0 && answer.status == 200)
    }

    @Test func aSignedBodyThatIsNoJSONIsMalformed() async throws {
        let (exitCode, answer) = try await Self.handle(SignedDelivery("no JSON", time: 1).request())
        #expect(exitCode == 65)
        #expect(answer.status == 400)
    }

    /// The exit codes and statuses of section 3 and 4 of the contract, for what is no delivery.
    @Test(arguments: [
        ("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 200, 0),
        ("HEAD /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 200, 0),
        ("GET /healthz HTTP/1.0\r\n\r\n", 200, 0),
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 405, 65),
        ("POST /elsewhere HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", 404, 65),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", 413, 65),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", 400, 65),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n{}", 400, 65),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", 401, 77),
    ]) func eachRequestHasItsStatusAndExitCode(text: String, status: Int, exitCode: Int32) async throws {
        let handled = try await Self.handle(text)
        #expect(handled.answer.status == status)
        #expect(handled.exitCode == exitCode)
    }

    @Test func aHEADAnswerHasNoBody() async throws {
        let (_, answer) = try await Self.handle("HEAD /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(answer.body.isEmpty)
        #expect(answer.header("Content-Length") == "15")
    }

    @Test func aRefusedMethodIsToldTheAllowedOnes() async throws {
        #expect(try await Self.handle("PUT / HTTP/1.1\r\nHost: h\r\n\r\n").answer.header("Allow") == "POST")
        #expect(
            try await Self.handle("PUT /healthz HTTP/1.1\r\nHost: h\r\n\r\n").answer.header("Allow") == "GET, HEAD")
    }

    @Test func onlyTheNamedSyncMayBeTriggered() async throws {
        let delivery = SignedDelivery(event: "test")
        #expect(try await Self.handle(delivery.request("/webhook/demo")).answer.body.contains("would push demo"))
        let (exitCode, answer) = try await Self.handle(delivery.request("/webhook/other"))
        #expect(exitCode == 65 && answer.status == 404)
    }

    // MARK: Bare JSON

    @Test func aBareBodyTakesItsSignatureFromTheOption() async throws {
        let delivery = SignedDelivery(event: "test")
        let finished = try await ProgramUnderTest.run(
            ["handle", "--signature", delivery.header], input: delivery.body)
        #expect(finished.exitCode == 0)
        #expect(finished.output.hasPrefix("{") && finished.output.hasSuffix("}\n"))
    }

    @Test(arguments: ["HTTP_X_INFISICAL_SIGNATURE", "Http_X_Infisical_Signature"])
    func aBareBodyTakesItsSignatureFromTheEnvironment(name: String) async throws {
        let delivery = SignedDelivery(event: "test")
        let finished = try await ProgramUnderTest.run(
            ["handle"], ProgramUnderTest.demoEnvironment(nil, [name: delivery.header]), input: delivery.body)
        #expect(finished.exitCode == 0)
    }

    @Test func aBareBodyWithTwoSignaturesIsRefused() async throws {
        let delivery = SignedDelivery(event: "test")
        let both = ["HTTP_X_INFISICAL_SIGNATURE", "Http_X_Infisical_Signature"].map { ($0, delivery.header) }
        let more = Dictionary(uniqueKeysWithValues: both)
        #expect(try await Self.handle(delivery.body, [], more).exitCode == 77)
    }

    @Test func aBareBodyWithoutASignatureIsRefused() async throws {
        #expect(try await Self.handle(SignedDelivery(event: "test").body).exitCode == 77)
    }

    @Test func aBareBodyBeyondTheBoundIsRefused() async throws {
        let delivery = SignedDelivery(event: "test", padding: 1 << 20)
        let finished = try await ProgramUnderTest.run(
            ["handle", "--signature", delivery.header], input: delivery.body)
        #expect(finished.exitCode == 65)
        #expect(finished.output.contains("larger than 1 MiB"))
    }

    // MARK: Neither

    @Test(arguments: [
        "", "\n\n", "[]", "hello", "\u{16}\u{03}\u{01}", "<xml/>", "\0\0\0", String(repeating: "A", count: 99),
    ])
    func anythingElseIsMalformed(text: String) async throws {
        #expect(try await Self.handle(text).exitCode == 65)
    }
}
