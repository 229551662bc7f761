// SPDX-License-Identifier: MIT

import Crypto
import Foundation
import Sandbox
import Testing
import TestSupport

struct NotListening: Error {
    var errors: String
}

/// `serve`, and where it listens.
struct ServingProgram {
    var program: RunningProgram
    var port: Int

    func connect() async throws -> Connection { try await Connection.open(port: port) }

    /// Sends bytes on a connection of its own and reads to the end of it.
    func exchange(_ request: [UInt8]) async throws -> HTTPAnswer {
        let connection = try await connect()
        defer { connection.close() }
        try await connection.send(request)
        return HTTPAnswer(await connection.readToEnd())
    }

    /// Sends a request and expects its answer to have a status.
    func expect(
        _ status: Int, for request: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await exchange(request)
        #expect(answer.status == status, sourceLocation: sourceLocation)
    }
}

extension RunningProgram {
    func killedAfter<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            let result = try await body()
            _ = await stop(SIGKILL)
            return result
        } catch {
            _ = await stop(SIGKILL)
            throw error
        }
    }
}

/// A webhook call, signed as Infisical signs it, with another implementation than the program's own.
struct SignedDelivery {
    var body: [UInt8]
    var header: String

    /// A change in the demo project's root folder, now.
    init(
        event: String = "secrets.modified", environment: String = "prod", padding: Int = 0,
        key: String = ProgramUnderTest.signingKey
    ) {
        let time = Int64(Date().timeIntervalSince1970 * 1000)
        let project = #"{"projectId":"demo-project","environment":"\#(environment)","secretPath":"/"}"#
        let pad = String(repeating: " ", count: padding)
        self.init(#"{"event":"\#(event)","project":\#(project),"timestamp":\#(time)\#(pad)}"#, time: time, key: key)
    }

    init(_ text: String, time: Int64, key: String = ProgramUnderTest.signingKey) {
        body = Array(text.utf8)
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(key.utf8)))
        header = "t=\(time);" + code.map { String(format: "%02x", $0) }.joined()
    }

    /// The signature's header line.
    var line: String { "x-infisical-signature: \(header)" }

    /// A whole request; the connection ends with it unless `keepAlive`.
    func request(
        _ target: String = "/", _ lines: [String] = [], keepAlive: Bool = false, version: String = "HTTP/1.1"
    ) -> [UInt8] {
        let connection = keepAlive ? [] : ["Connection: close"]
        let all = ["POST \(target) \(version)", "Host: h", "Content-Length: \(body.count)", line] + connection + lines
        return Array((all.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }
}

/// What came back over a socket or on standard output.
struct HTTPAnswer {
    var text: String
    /// 0 when nothing came.
    var status: Int
    var body: String

    init(_ bytes: [UInt8]) {
        self.init(String(decoding: bytes, as: UTF8.self))
    }

    init(_ text: String) {
        self.text = text
        status = text.hasPrefix("HTTP/1.1 ") ? Int(text.dropFirst(9).prefix(3)) ?? 0 : 0
        body = text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
    }

    /// The word of the report's status.
    var word: String? {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])?["status"] as? String
    }

    func header(_ name: String) -> String? {
        text.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
            .first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }
}
