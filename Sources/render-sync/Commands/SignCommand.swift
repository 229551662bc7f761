// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import Glibc
import Setup
import SyncCore

struct SignCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a body as Infisical does and print a complete HTTP request.",
        discussion: """
            The body is read from standard input, and its timestamp is set to now.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync sign --sample api | render-sync handle", "try a sync without Infisical"),
            .init(
                "render-sync sign --sample api --curl http://localhost:8080/ | sh", "the same by way of a server"),
            .init("render-sync sign < body.json | render-sync handle", "with a body of one's own"),
        ],
        variables: .deliveries + .syncs, exits: .exits(0, 64, 65, 74, 78))

    @Option(
        help: ArgumentHelp("Sign the body that a change in this sync's folder would send.", valueName: "name"),
        completion: .custom(SyncNameCompletion.names))
    var sample: String?

    @Flag(help: "Leave the body's timestamp as it is.")
    var keepTimestamp = false

    @Option(
        help: ArgumentHelp(
            "Print the curl command that sends the delivery to this address instead.", valueName: "url"))
    var curl: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if sample != nil, keepTimestamp { throw ValidationError("--sample and --keep-timestamp exclude each other") }
    }

    func run() async throws {
        let runtime = Runtime(common)
        try runtime.requireFiles()
        let sync = try sample.map(runtime.sync)
        let key = sync.flatMap { runtime.loaded.ownSigningKey(of: $0) } ?? runtime.loaded.signingKeys.first
        guard let key else { throw CommandFailure(SetupMessages.noKey, .misconfigured) }
        let input = try sync.map(SampleBody.secretsModified) ?? readBody()
        guard
            let signed = SignedBody(input, at: keepTimestamp ? nil : runtime.time.unixMilliseconds())
        else { throw CommandFailure(Messages.badBodyToSign, .malformed) }
        let header = "\(SignatureHeader.name): \(signed.header(signedBy: key))"
        try Output.write(curl.map { Self.command($0, header, signed.bytes) } ?? Self.request(header, signed.bytes))
    }

    private func readBody() throws(CommandFailure) -> [UInt8] {
        if isatty(STDIN_FILENO) == 1 { Output.progress(Messages.readingBody) }
        do throws(StandardStream.ReadFailure) {
            return try StandardStream().readAll(atMost: Delivery.bodyBound)
        } catch {
            throw CommandFailure(Messages.unreadable("standard input", error), .malformed)
        }
    }

    private static func request(_ header: String, _ body: [UInt8]) -> [UInt8] {
        let lines = [
            "POST / HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Content-Length: \(body.count)",
            header, "Connection: close", "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8) + body
    }

    private static func command(_ url: String, _ header: String, _ body: [UInt8]) -> [UInt8] {
        let text = String(decoding: body, as: UTF8.self)
        let words = [
            "curl -sS -X POST -H 'Content-Type: application/json' -H",
            ShellText.quoted(header), "--data-binary", ShellText.quoted(text),
            ShellText.quoted(url),
        ]
        return Array("\(words.joined(separator: " "))\n".utf8)
    }
}

extension ConfigurationLoader {
    /// The key that this sync alone is triggered by, where it has one: no other key triggers it then.
    fileprivate func ownSigningKey(of sync: SyncConfiguration) -> SigningKey? {
        signingKeys.first { $0.scope == .sync(ExactText(sync.name)) }
    }
}
