// SPDX-License-Identifier: MIT

import TestSupport
import Foundation
import Sandbox
import Testing

/// `handle` as a CGI program (RFC 3875).
@Suite struct FrontDoorsCGITests {
    /// Runs it as a server would; nil leaves a variable out.
    private static func run(
        _ body: [UInt8], method: String = "POST", path: String? = nil, length: String?? = .none,
        signature: String?, _ sandbox: SandboxServer? = nil
    ) async throws -> (exitCode: Int32, output: String) {
        var variables = [
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "/hook",
            "REQUEST_METHOD": method,
        ]
        variables["PATH_INFO"] = path
        variables["HTTP_X_INFISICAL_SIGNATURE"] = signature
        if let length = length ?? String(body.count) { variables["CONTENT_LENGTH"] = length }
        let finished = try await ProgramUnderTest.run(
            ["handle"], ProgramUnderTest.demoEnvironment(sandbox, variables), input: body)
        return (finished.exitCode, finished.output)
    }

    private static func run(_ delivery: SignedDelivery, path: String? = nil, length: String?? = .none) async throws
        -> (exitCode: Int32, output: String)
    {
        try await run(delivery.body, path: path, length: length, signature: delivery.header)
    }

    @Test func aDeliveryIsPushedAndAnswered() async throws {
        try await withSandbox(.demo) { sandbox in
            let delivery = SignedDelivery()
            let (exitCode, output) = try await Self.run(delivery.body, signature: delivery.header, sandbox)
            #expect(exitCode == 0)
            #expect(output.hasPrefix("Status: 200 OK\r\nContent-Type: application/json\r\n"))
            #expect(output.contains(#""status":"synced""#))
        }
    }

    @Test func PATH_INFONamesTheSync() async throws {
        let delivery = SignedDelivery(event: "test")
        #expect(try await Self.run(delivery, path: "/webhook/demo").output.contains("would push demo"))
        let (exitCode, output) = try await Self.run(delivery, path: "/webhook/other")
        #expect(exitCode == 65 && output.hasPrefix("Status: 404 "))
    }

    /// A server that keeps the connection open sends more than the body: it is not ours.
    @Test func noMoreThanCONTENT_LENGTHIsRead() async throws {
        let delivery = SignedDelivery(event: "test")
        let (exitCode, _) = try await Self.run(
            delivery.body + Array("more".utf8), length: .some(String(delivery.body.count)),
            signature: delivery.header)
        #expect(exitCode == 0)
    }

    /// A wrong length changes the signed bytes, or is malformed.
    @Test(
        arguments: [
            (nil, 401, 77), ("", 401, 77), ("0", 401, 77), ("10", 401, 77), ("999999", 400, 65), ("-1", 400, 65),
            ("+10", 400, 65), ("1e3", 400, 65), ("ten", 400, 65), (" 10", 400, 65), ("1048577", 413, 65),
            ("99999999999999999999", 413, 65),
        ] as [(String?, Int, Int32)])
    func aWrongCONTENT_LENGTHIsRefused(length: String?, status: Int, exitCode: Int32) async throws {
        let run = try await Self.run(SignedDelivery(event: "test"), length: .some(length))
        #expect(run.output.hasPrefix("Status: \(status) "))
        #expect(run.exitCode == exitCode)
    }

    @Test func aForgedDeliveryIsUnauthorized() async throws {
        let (exitCode, output) = try await Self.run(SignedDelivery(key: "guess"))
        #expect(exitCode == 77 && output.hasPrefix("Status: 401 "))
    }

    /// RFC 3875 4.1.18: a server joins repeated headers with a comma.
    @Test func twoSignaturesAreRefused() async throws {
        let delivery = SignedDelivery(event: "test")
        let (exitCode, _) = try await Self.run(delivery.body, signature: "\(delivery.header), \(delivery.header)")
        #expect(exitCode == 77)
    }

    @Test func otherMethodsAreRefusedAndToldTheAllowedOne() async throws {
        let (exitCode, output) = try await Self.run([], method: "GET", signature: nil)
        #expect(exitCode == 65)
        #expect(output.hasPrefix("Status: 405 ") && output.contains("\r\nAllow: POST\r\n"))
    }

    @Test func aHealthCheckIsAnswered() async throws {
        let (exitCode, output) = try await Self.run(
            [], method: "HEAD", path: "/healthz", length: .some(nil), signature: nil)
        #expect(exitCode == 0)
        #expect(output.hasPrefix("Status: 200 OK\r\n") && output.hasSuffix("\r\n\r\n"))
    }
}
