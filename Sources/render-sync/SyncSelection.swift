// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import SyncCore

/// The syncs that a command is for.
struct SyncSelection: ParsableArguments {
    @Argument(help: "The syncs, by their names in RENDER_SYNCS.", completion: .custom(SyncNameCompletion.names))
    var names: [String] = []

    @Flag(help: "Every sync.")
    var all = false

    func validate() throws {
        if names.isEmpty, !all { throw ValidationError("name at least one sync, or say --all") }
        if !names.isEmpty, all {
            let given = names.map { SafeText.clean($0) }.joined(separator: " ")
            throw ValidationError("say names or --all, not both: \(given)")
        }
    }
}

extension Runtime {
    /// Does the work of the selected syncs, prints the report and ends with its exit code.
    func run(_ selection: SyncSelection, _ output: OutputOptions) async throws {
        try await run(try syncs(selection), output)
    }

    /// The selected syncs.
    func syncs(_ selection: SyncSelection) throws -> [SyncConfiguration] {
        let configuration = try Output.configuration(loaded)
        // A sync named twice is meant once.
        var names: Set<ExactText> = []
        let syncs = try selection.names.filter { names.insert(ExactText($0)).inserted }.map(sync)
        return selection.all ? configuration.syncs : syncs
    }

    /// Does the work of these syncs, prints the report and ends with its exit code.
    func run(_ syncs: [SyncConfiguration], _ output: OutputOptions) async throws {
        let answer = await run(syncs)
        try Output.print(answer, as: output.output)
        throw ExitCode(answer.verdict.exitCode)
    }

    /// The sync of that name; a usage error when there is none.
    func sync(_ name: String) throws -> SyncConfiguration {
        let syncs = try Output.configuration(loaded).syncs
        if let sync = syncs.first(where: { $0.name.hasSameBytes(as: name) }) { return sync }
        let nearest = NearestName.to(name, among: syncs.map(\.name), within: NearestName.bound(for: name))
        let known = syncs.map { SafeText.clean($0.name) }.joined(separator: ", ")
        throw ValidationError(
            "no sync is named \(SafeText.clean(name))"
                + (nearest.map { ": did you mean \(SafeText.clean($0))?" } ?? "; known: \(known)"))
    }
}
