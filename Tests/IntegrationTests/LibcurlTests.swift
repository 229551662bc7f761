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
                Program.built("render-sync"), arguments, environment: environment.merging(loader) { $1 },
                input: Array(#"{"event":"test","timestamp":1}"#.utf8))
        }
    }
}

/// What libcurl does not do is a failure before a request goes out.
@Suite(.timeLimit(.minutes(10))) struct FaultyLibcurlTests {
    private static let calls: [(String, [Int])] = [
        ("curl_global_init", [1]), ("curl_multi_init", [1]), ("curl_share_init", [1]), ("curl_share_setopt", [1]),
        ("curl_multi_setopt", [1, 2, 3]), ("curl_easy_init", [1, 2]),
        // The options of the first request, and some of the second one's.
        ("curl_easy_setopt", [1, 2, 3, 8, 13, 16, 18, 20, 22, 24, 26, 28, 37]), ("curl_easy_getinfo", [1, 2, 3]),
        // The fourth is Authorization.
        ("curl_slist_append", [1, 2, 3, 4, 5, 6]), ("curl_multi_add_handle", [1, 2]),
        ("curl_multi_remove_handle", [1]), ("curl_multi_perform", [1, 4]), ("curl_multi_poll", [1, 4]),
        ("curl_multi_wakeup", [1]),
    ]

    @Test(arguments: calls)
    func noRequestGoesOutWithoutWhatLibcurlRefusedAndNobodyWaitsForOne(function: String, calls: [Int]) async throws {
        let library = try await FaultyLibcurl()
        defer { library.remove() }
        for call in calls {
            try await withSandbox(.shop(secrets: ["A": "1"])) { sandbox in
                var renderSync = ProgramUnderTest(sandbox, serviceSync)
                renderSync.environment.merge(library.failing(function, call: call)) { $1 }
                renderSync.environment["RENDER_SYNC_TIMEOUT"] = "20"
                let finished = try await renderSync.run(["sync", "--all"])
                let hint = Comment(rawValue: "\(function) \(call): \(finished.output) \(finished.errors)")
                #expect([0, 69, 75].contains(finished.exitCode), hint)
                for request in await sandbox.requests() where !request.path.hasSuffix("/login") {
                    #expect(request.headerNames.contains("authorization"), hint)
                    #expect(request.headerNames.contains("user-agent"), hint)
                }
            }
        }
    }

    /// A `serve` lives long: what libcurl fails at once is no reason to fail for ever.
    @Test func afterAFailureLibcurlIsStartedAnew() async throws {
        let library = try await FaultyLibcurl()
        defer { library.remove() }
        try await withSandbox(.shop(secrets: ["A": "1"])) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment.merge(library.failing("curl_multi_poll", call: 1)) { $1 }
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 0, "\(finished.output) \(finished.errors)")
        }
    }

    @Test func aLibcurlThatIsTooOldIsNotUsed() async throws {
        let library = try await FaultyLibcurl()
        defer { library.remove() }
        try await withSandbox(.shop(secrets: ["A": "1"])) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment.merge(library.saying(version: 0x075100)) { $1 }
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 69)
            #expect(finished.output.contains("libcurl 7.81.0 is too old: 7.85.0 or newer is needed"), "\(finished.output)")
            #expect(await sandbox.requests().isEmpty)
        }
    }

    /// With that file every secret that was sent can be read.
    @Test func theKeysOfTLSAreWrittenToNoFile() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try await withSandbox(.shop(secrets: ["A": "1"])) {
            $0.tls = true
        } _: { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["SSLKEYLOGFILE"] = file.path
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 0, "\(finished.output)")
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
    }
}
