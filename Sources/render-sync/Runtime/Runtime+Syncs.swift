// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import SyncCore

extension Runtime {
    /// Does the work of the selected syncs, prints the report and ends with its exit code.
    func run(_ selection: SyncSelection, _ output: OutputOptions) async throws {
        try await run(try syncs(selection), output)
    }

    /// The selected syncs.
    func syncs(_ selection: SyncSelection) throws -> [SyncConfiguration] {
        let configuration = try loaded.result.get()
        // A sync named twice is meant once.
        var names: Set<ExactText> = []
        let syncs = try selection.names.filter { names.insert(ExactText($0)).inserted }.map(sync)
        return selection.all ? configuration.syncs : syncs
    }

    /// Does the work of these syncs, prints the report and ends with its exit code.
    func run(_ syncs: [SyncConfiguration], _ output: OutputOptions) async throws {
        let report = await run(syncs)
        try Output.print(report, as: output.output)
        throw ExitCode(report.verdict.exitCode)
    }

    /// The sync of that name; a usage error when there is none.
    func sync(_ name: String) throws -> SyncConfiguration {
        let syncs = try loaded.result.get().syncs
        if let sync = syncs.first(where: { $0.name.hasSameBytes(as: name) }) { return sync }
        let nearest = NearestName.to(name, among: syncs.map(\.name), within: NearestName.bound(for: name))
        let known = syncs.map { SafeText.clean($0.name) }.joined(separator: ", ")
        throw ValidationError(
            "no sync is named \(SafeText.clean(name))"
                + (nearest.map { ": did you mean \(SafeText.clean($0))?" } ?? "; known: \(known)"))
    }
}
