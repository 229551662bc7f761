// SPDX-License-Identifier: MIT

import Foundation

/// One run of the curl program: a client that is not ours, and that speaks HTTP/2 and TLS.
package struct Curl {
    /// What came back.
    package struct Response: Sendable {
        package var exitCode: Int32
        package var status: Int
        package var httpVersion: String
        /// By name in lower case.
        package var headers: [String: String]
        package var body: String

        package var json: Any? {
            try? JSONSerialization.jsonObject(with: Data(body.utf8), options: .fragmentsAllowed)
        }

        package var object: [String: Any] { json as? [String: Any] ?? [:] }
        package var array: [[String: Any]] { json as? [[String: Any]] ?? [] }
    }

    /// curl's exit codes.
    package enum Exit {
        package static let timeout: Int32 = 28
        package static let emptyReply: Int32 = 52
        package static let receiveFailure: Int32 = 56
    }

    /// Sends a request; `more` are further arguments of curl.
    package static func send(
        _ method: String = "GET", _ url: String, token: String? = nil, json: String? = nil, _ more: [String] = []
    ) async throws -> Response {
        var arguments = ["--request", method]
        if method == "HEAD" { arguments = ["--head"] }
        if let token { arguments += ["--header", "Authorization: Bearer \(token)"] }
        if let json { arguments += ["--header", "Content-Type: application/json", "--data-binary", json] }
        return try await run(arguments + more + [url])
    }

    private static func run(_ arguments: [String]) async throws -> Response {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sandbox-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let head = folder.appending(path: "head")
        let body = folder.appending(path: "body")
        let finished = try await Program.run(
            "curl",
            ["--silent", "--no-progress-meter", "--max-time", "20", "--write-out", "%{http_code} %{http_version}"]
                + ["--dump-header", head.path, "--output", body.path] + arguments)
        let written = finished.output.split(separator: " ")
        return Response(
            exitCode: finished.exitCode, status: written.first.flatMap { Int($0) } ?? 0,
            httpVersion: written.last.map(String.init) ?? "", headers: headers(in: head),
            body: (try? String(contentsOf: body, encoding: .utf8)) ?? "")
    }

    private static func headers(in file: URL) -> [String: String] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        var headers: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return headers
    }
}
