// SPDX-License-Identifier: MIT

import ArgumentParser
import SyncCore

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Push syncs now, without a webhook.")

    @OptionGroup var selection: SyncSelection

    @Flag(help: "Redeploy even when nothing changed: settles the redeploy that a killed push left owing.")
    var redeploy = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let process = Process()
        let configuration = try Output.configuration(process.loaded)
        let syncs = try selection.syncs(configuration)
        guard let pusher = process.pusher else { return }
        let signals = process.heedSignals()
        defer { signals.end() }
        let redeploy = redeploy
        let coordinator = PushCoordinator { await pusher.push($0).run(forcingRedeploy: redeploy) }
        var tasks: [Task<PushReport, Never>] = []
        for sync in syncs { tasks.append(await coordinator.push(sync)) }
        var reports: [PushReport] = []
        for task in tasks { reports.append(await task.value) }
        let answer = Answer(reports)
        Output.print(answer, as: output.output)
        throw ExitCode(answer.verdict.exitCode)
    }
}
