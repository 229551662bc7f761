// SPDX-License-Identifier: MIT

import SyncCore
import ArgumentParser

struct PlanCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a push would do, values masked. Exits 2 when there is something to do.",
        discussion: """
            As a scheduled check for drift: render-sync plan --all
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync plan api", "what a push of one sync would do"),
            .init("render-sync plan --all -o json", "the same of every sync, for programs"),
        ],
        variables: .pushes, exits: .exits(0, 2, 64, 65, 69, 74, 75, 78))

    @OptionGroup var selection: SyncSelection
    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let runtime = Runtime(common, work: { pushes, sync, _, _ in await pushes.preview(sync).run(.plan) })
        let syncs = try runtime.syncs(selection)
        runtime.endOnSignal()
        let report = await runtime.perform(syncs)
        await runtime.notify(report, syncs)
        try Output.print(report, as: output.output)
        throw ExitCode(report.verdict.exitCode)
    }
}
