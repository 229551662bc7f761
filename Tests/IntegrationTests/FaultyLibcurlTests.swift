// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing
import TestSupport

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
            #expect(
                finished.output.contains("libcurl 7.81.0 is too old: 7.85.0 or newer is needed"), "\(finished.output)")
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
