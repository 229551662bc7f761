// SPDX-License-Identifier: MIT

import Configuration
import Basics
import ArgumentParser
import FrontDoors
import SyncCore

struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a body as Infisical does and print a complete HTTP request.",
        discussion: "render-sync sign < body.json | render-sync handle")

    @Flag(help: "Leave the body's timestamp as it is.")
    var keepTimestamp = false

    @Option(help: "Print the curl command that sends the delivery to this address instead.")
    var curl: String?

    func run() async throws {
        let runtime = Runtime()
        guard let key = runtime.loaded.signingKeys.first else {
            Output.error(Messages.missingSigningKey)
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        let stream = StandardStream()
        guard let input = stream.readAll(atMost: Delivery.bodyBound),
            let signed = SignedBody(
                input, at: keepTimestamp ? nil : runtime.time.unixMilliseconds())
        else {
            Output.error(Messages.badBodyToSign)
            throw ExitCode(Verdict.malformed.exitCode)
        }
        let header = "t=\(signed.timestamp);\(key.sign(signed.bytes))"
        stream.write(curl.map { Self.command($0, header, signed.bytes) } ?? Self.request(header, signed.bytes))
    }

    private static func request(_ signature: String, _ body: [UInt8]) -> [UInt8] {
        let lines = [
            "POST / HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Content-Length: \(body.count)",
            "x-infisical-signature: \(signature)", "Connection: close", "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8) + body
    }

    private static func command(_ url: String, _ signature: String, _ body: [UInt8]) -> [UInt8] {
        let text = String(decoding: body, as: UTF8.self)
        return Array(
            "curl -sS -X POST -H 'Content-Type: application/json' -H \(ShellText.quoted("x-infisical-signature: \(signature)")) --data-binary \(ShellText.quoted(text)) \(ShellText.quoted(url))\n"
                .utf8)
    }
}
