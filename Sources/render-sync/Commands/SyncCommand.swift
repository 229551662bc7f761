// SPDX-License-Identifier: MIT

import ArgumentParser
import Configuration
import SyncCore

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Push syncs now, without a webhook.")

    @OptionGroup var selection: SyncSelection

    @Flag(help: "Redeploy even when nothing changed: makes up for a push that was killed before its redeploy.")
    var redeploy = false

    @Flag(help: "Wait until the redeploys have ended: as long as WAIT_FOR_DEPLOY says, else until RENDER_SYNC_TIMEOUT.")
    var wait = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (redeploy, wait) = (redeploy, wait)
        let runtime = Runtime(common, isCommand: true) { pushes, sync, _, turn in
            var sync = sync
            if wait, sync.options.deployWait == nil { sync.options.deployWait = pushes.configuration.limits.timeout }
            return await pushes.push(sync, turn: turn).run(forcingRedeploy: redeploy)
        }
        try await runtime.run(selection, output)
    }
}
