// SPDX-License-Identifier: MIT

import ArgumentParser
import SyncCore

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Push syncs now, without a webhook.")

    @OptionGroup var selection: SyncSelection

    @Flag(help: "Redeploy even when nothing changed: makes up for a push that was killed before its redeploy.")
    var redeploy = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let redeploy = redeploy
        let runtime = Runtime(isCommand: true) { pushes, sync, _ in
            await pushes.push(sync).run(forcingRedeploy: redeploy)
        }
        try await runtime.run(selection, output)
    }
}
