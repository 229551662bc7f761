// SPDX-License-Identifier: MIT

import Foundation
import Testing
import TestSupport

/// libcurl is loaded when the first call is made, and not before.
struct LibcurlTests {
    @Test func withoutLibcurlAWrongSignatureIsRefusedAllTheSame() async throws {
        let finished = try await Self.run(["handle", "--signature", "t=1;" + String(repeating: "0", count: 64)])
        #expect(finished.exitCode == 77)
    }

    @Test func withoutLibcurlAPushFailsAndSaysWhatToInstall() async throws {
        let finished = try await Self.run(["sync", "--all"])
        #expect(finished.exitCode == 69)
        #expect(finished.output.contains("libcurl cannot be loaded"))
        #expect(finished.output.contains("install the package libcurl4"))
    }

    /// The loader looks into the folder first, and finds a file of libcurl's name that is no library.
    private static func run(_ arguments: [String]) async throws -> Program.Finished {
        let folder = FileManager.default.temporaryDirectory.appending(path: "libcurl-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("no library".utf8).write(to: folder.appending(path: "libcurl.so.4"))
        // A test's build finds Swift's own libraries by the path that it was linked with.
        let environment = [
            "LD_LIBRARY_PATH": folder.path, "INFISICAL_WEBHOOK_SECRET": "key", "INFISICAL_TOKEN": "token",
            "INFISICAL_DOMAIN": "https://127.0.0.1:1", "RENDER_API_URL": "https://127.0.0.1:1",
            "RENDER_API_KEY": "rnd_key", "RENDER_SYNC_PROJECT_ID": "project", "RENDER_SYNC_ENVIRONMENT": "prod",
            "RENDER_SYNC_SERVICE_ID": "srv-1",
        ]
        return try await Program.run(
            Program.built("render-sync"), arguments, environment: environment,
            input: Array(#"{"event":"test","timestamp":1}"#.utf8))
    }
}
