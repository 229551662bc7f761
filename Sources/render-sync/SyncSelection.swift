// SPDX-License-Identifier: MIT

import Configuration
import ArgumentParser
import SyncCore

/// The syncs that a command is for.
struct SyncSelection: ParsableArguments {
    @Argument(help: "The syncs, by their names in RENDER_SYNCS.")
    var names: [String] = []

    @Flag(help: "Every sync.")
    var all = false

    func validate() throws {
        if names.isEmpty != all { throw ValidationError("name at least one sync, or say --all") }
    }
}

extension Runtime {
    /// Does the work of the selected syncs, prints the report and ends with its exit code.
    func run(_ selection: SyncSelection, _ output: OutputOptions) async throws {
        try await run(try syncs(selection, output), output)
    }

    /// The selected syncs.
    func syncs(_ selection: SyncSelection, _ output: OutputOptions) throws -> [SyncConfiguration] {
        let configuration = try Output.configuration(loaded, output.output)
        // A sync named twice is meant once.
        var names: Set<String> = []
        let syncs = try selection.names.filter { names.insert($0).inserted }.map { try sync($0, output) }
        return selection.all ? configuration.syncs : syncs
    }

    /// Does the work of these syncs, prints the report and ends with its exit code.
    func run(_ syncs: [SyncConfiguration], _ output: OutputOptions) async throws {
        let answer = await run(syncs)
        Output.print(answer, as: output.output)
        throw ExitCode(answer.verdict.exitCode)
    }

    /// The sync of that name; a usage error when there is none.
    func sync(_ name: String, _ output: OutputOptions) throws -> SyncConfiguration {
        let configuration = try Output.configuration(loaded, output.output)
        guard let sync = configuration.syncs.first(where: { $0.name == name }) else {
            let known = configuration.syncs.map(\.name).joined(separator: ", ")
            throw ValidationError("no sync is named \(name); known: \(known)")
        }
        return sync
    }
}
