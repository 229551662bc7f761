// SPDX-License-Identifier: MIT

import ArgumentParser
import Configuration
import SyncCore

struct SyncCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Push syncs now, without a webhook.",
        discussion: """
            Ctrl-C (or SIGTERM) begins no further write, waits for those in flight, redeploys what was written and says what was not. \
            A second Ctrl-C skips the redeploy, a third ends the writes in flight.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync sync api worker", "push two syncs"),
            .init("render-sync sync --all", "push every sync, as on a schedule"),
            .init("render-sync sync --redeploy api", "redeploy though nothing changed"),
            .init(
                "render-sync sync --all --env-file production.env -o json",
                "with the variables of a file, and a report for programs"),
        ],
        variables: .pushes, exits: .exits(0, 64, 65, 69, 74, 75, 78))

    @OptionGroup var selection: SyncSelection

    @Flag(help: "Redeploy even when nothing changed: makes up for a push that was killed before its redeploy.")
    var redeploy = false

    @Flag(help: "Wait until the redeploys have ended: as long as WAIT_FOR_DEPLOY says, else until RENDER_SYNC_TIMEOUT.")
    var wait = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (redeploy, wait) = (redeploy, wait)
        let runtime = Runtime(common, isInteractive: true) { pushes, sync, _, turn in
            var sync = sync
            if wait, sync.options.deployWait == nil { sync.options.deployWait = pushes.configuration.limits.timeout }
            return await pushes.push(sync, turn: turn).run(forcingRedeploy: redeploy)
        }
        try await runtime.run(selection, output)
    }
}
