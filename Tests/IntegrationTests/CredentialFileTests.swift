// SPDX-License-Identifier: MIT

import Foundation
import Testing
import TestSupport

/// `NAME_FILE` on the real file system.
@Suite struct CredentialFileTests {
    private static func problems(of path: String) async throws -> (exitCode: Int32, errors: String) {
        var environment = ProgramUnderTest.demoEnvironment()
        environment["RENDER_API_KEY"] = nil
        environment["RENDER_API_KEY_FILE"] = path
        let finished = try await ProgramUnderTest.run(["plan", "demo"], environment)
        return (finished.exitCode, finished.errors)
    }

    /// Opening a FIFO would wait for somebody to write.
    @Test func aFileThatCannotHoldACredentialIsRefusedAtOnce() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fifo = folder.appending(path: "fifo").path
        #expect(mkfifo(fifo, 0o600) == 0)
        let large = folder.appending(path: "large")
        try Data(repeating: UInt8(ascii: "a"), count: (64 << 10) + 1).write(to: large)
        let bytes = folder.appending(path: "bytes")
        try Data([0xFF]).write(to: bytes)
        for (path, reason) in [
            (fifo, "is not a regular file"), (folder.path, "is a directory"), (large.path, "larger than 64 KiB"),
            (bytes.path, "not UTF-8"), (folder.path + "/none", "no such file"),
        ] {
            let (exitCode, errors) = try await Self.problems(of: path)
            #expect(exitCode == 78, "\(reason)")
            #expect(errors.contains("RENDER_API_KEY_FILE: \(path): \(reason)"), "\(errors)")
        }
    }
}
