// SPDX-License-Identifier: MIT

import SyncCore
import ArgumentParser

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a push would do, values masked. Exits 2 when there is something to do.",
        discussion: "As a scheduled check for drift: render-sync plan --all")

    @OptionGroup var selection: SyncSelection
    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let runtime = Runtime(common, work: { pushes, sync, _, _ in await pushes.push(sync).preview() })
        try await runtime.run(selection, output)
    }
}
