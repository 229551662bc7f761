// SPDX-License-Identifier: MIT

import Foundation

/// A program run to its end.
enum Program {
    struct Finished {
        var exitCode: Int32
        var output: String
        var errors: String
    }

    /// Runs a program that is found by PATH unless its name is a path.
    static func run(_ name: String, _ arguments: [String]) async throws -> Finished {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        async let outputData = read(output)
        async let errorData = read(errors)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                try? output.fileHandleForWriting.close()
                try? errors.fileHandleForWriting.close()
                continuation.resume(throwing: error)
            }
        }
        return Finished(
            exitCode: process.terminationStatus, output: String(decoding: await outputData, as: UTF8.self),
            errors: String(decoding: await errorData, as: UTF8.self))
    }

    /// Reads to the end on a thread of its own: the pipes are drained while the program runs.
    private static func read(_ pipe: Pipe) async -> Data {
        let handle = pipe.fileHandleForReading
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: handle.readDataToEndOfFile())
            }
        }
    }
}
