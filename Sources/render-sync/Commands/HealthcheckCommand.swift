// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Glibc
import SyncCore

/// For a container's HEALTHCHECK: the image holds no other HTTP client.
struct HealthcheckCommand: ParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Ask the server on PORT and HOST whether it responds; exits 0 or 1, as container engines expect.")

    static let help = CommandHelp(
        examples: [
            .init("render-sync healthcheck", "as a container engine runs it")
        ],
        variables: [.init("PORT, HOST", "where the server listens (8080, every address)")],
        exits: .exits(0, 1, 64, 74, 78))

    /// In all, in seconds; an engine's own limit should be longer.
    private static let patience: UInt32 = 3

    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let runtime = Runtime(common)
        try runtime.requireFiles()
        let variables = runtime.variables
        // Linux connects the wildcard address to this machine itself.
        let host = variables["HOST"] ?? "0.0.0.0"
        let port = variables["PORT"] ?? "8080"
        try Self.beginDeadline(port)
        guard let status = Self.statusLine(host: host, port: port) else {
            throw CommandFailure(messages: [Messages.unreachable(port)], exitCode: 1)
        }
        guard status.hasPrefix("HTTP/1.1 200 ") else {
            throw CommandFailure(messages: [Messages.notRenderSync(port)], exitCode: 1)
        }
        if output.output == .json {
            try Output.write(DeliveryReport(.inSync, "render-sync responds on port \(port)").json + [0x0A])
        }
    }

    /// Ends the process when the time is up, whatever it waits for: a name, a connection, or the next byte.
    private static func beginDeadline(_ port: String) throws {
        let isSet = DetachedThread.start {
            sleep(patience)
            Output.error(Messages.unreachable(port))
            StandardErrorWriter.shared.flush()
            _exit(ExitCode.failure.rawValue)
        }
        guard isSet else { throw ExitCode.failure }
    }

    /// The first line of the response to a health request, or nil when none comes.
    private static func statusLine(host: String, port: String) -> String? {
        guard let connection = connect(host: host, port: port) else { return nil }
        defer { close(connection) }
        let request = Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard send(connection, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 100, recv(connection, &byte, 1, 0) == 1 {
            if byte == UInt8(ascii: "\r") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    private static func connect(host: String, port: String) -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &found) == 0 else { return nil }
        defer { freeaddrinfo(found) }
        var next = found
        while let address = next?.pointee {
            let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
            if descriptor >= 0 {
                if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return descriptor }
                close(descriptor)
            }
            next = address.ai_next
        }
        return nil
    }
}
