// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
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

    @Test func theVersionSaysWhyThereIsNoLibcurl() async throws {
        let finished = try await Self.run(["--version"])
        #expect(finished.exitCode == 0)
        #expect(finished.output.contains("libcurl cannot be loaded: "), "\(finished.output)")
    }

    @Test func withoutLibcurlALambdaFunctionTakesInvocations() async throws {
        let (_, exitCode, _) = try await Self.withoutLibcurl { loader in
            try await LambdaFunction.run(loader) { function, _ in
                let event = try LambdaFunction.event(body: "{}")
                #expect(LambdaFunction.verdict(await function.emulator.invoke(event)) == "401 refused")
            }
        }
        #expect(exitCode == 0)
    }

    /// With these variables the loader looks into a folder first, and finds a file of libcurl's name that is no library.
    private static func withoutLibcurl<Result>(_ body: ([String: String]) async throws -> Result) async throws -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "libcurl-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("no library".utf8).write(to: folder.appending(path: "libcurl.so.4"))
        // A test's build finds Swift's own libraries by the path that it was linked with.
        return try await body(["LD_LIBRARY_PATH": folder.path])
    }

    private static func run(_ arguments: [String]) async throws -> Program.Finished {
        let environment = [
            "INFISICAL_WEBHOOK_SECRET": "key", "INFISICAL_TOKEN": "token",
            "INFISICAL_DOMAIN": "https://127.0.0.1:1", "RENDER_API_URL": "https://127.0.0.1:1",
            "RENDER_API_KEY": "rnd_key", "RENDER_SYNC_PROJECT_ID": "project", "RENDER_SYNC_ENVIRONMENT": "prod",
            "RENDER_SYNC_SERVICE_ID": "srv-1",
        ]
        return try await withoutLibcurl { loader in
            try await Program.run(
                ProgramUnderTest.path, arguments, environment: environment.merging(loader) { $1 },
                input: Array(#"{"event":"test","timestamp":1}"#.utf8))
        }
    }
}
