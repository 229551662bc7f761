// SPDX-License-Identifier: MIT

import Foundation

/// The built program while it runs.
struct RunningSandbox {
    /// It lies beside the test program.
    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "render-sync-sandbox").path

    private let process = Process()
    private let output = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: Self.path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
    }

    /// The line that says it is ready.
    func firstLine() async -> Data {
        let handle = output.fileHandleForReading
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var line = Data()
                while let byte = try? handle.read(upToCount: 1), let first = byte.first, first != UInt8(ascii: "\n") {
                    line.append(first)
                }
                continuation.resume(returning: line)
            }
        }
    }

    /// Sends a signal and waits for the end.
    func stop(_ signal: Int32) async -> Int32 {
        kill(process.processIdentifier, signal)
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                process.waitUntilExit()
                // A death by the signal itself is no clean end.
                continuation.resume(returning: process.terminationReason == .exit ? process.terminationStatus : -1)
            }
        }
    }
}
