// SPDX-License-Identifier: MIT

import Foundation

/// A program run to its end.
package enum Program {
    /// What it left.
    package struct Finished: Sendable {
        package var exitCode: Int32
        package var output: String
        package var errors: String
    }

    /// Runs a program that is found by PATH unless its name is a path. With an environment, it gets that and nothing
    /// else.
    package static func run(
        _ name: String, _ arguments: [String], environment: [String: String]? = nil, input: [UInt8] = []
    ) async throws -> Finished {
        let running = try RunningProgram(name, arguments, environment: environment, input: input)
        let exitCode = await running.wait()
        return Finished(exitCode: exitCode, output: running.output.text, errors: running.errors.text)
    }

    /// A product of this package: it lies beside the test program.
    package static func built(_ product: String) -> String {
        let beside = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let folder = ProcessInfo.processInfo.environment["TESTED_PROGRAMS"].map { URL(filePath: $0) }
        let chosen = folder?.appending(path: product).path
        if let chosen, FileManager.default.isExecutableFile(atPath: chosen) { return chosen }
        return beside.appending(path: product).path
    }
}
