// SPDX-License-Identifier: MIT

import ArgumentParser
import SyncCore

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a push would do, values masked. Exits 2 when there is something to do.")

    @OptionGroup var selection: SyncSelection
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let process = Process()
        let configuration = try Output.configuration(process.loaded)
        let syncs = try selection.syncs(configuration)
        guard let pusher = process.pusher else { return }
        let signals = process.heedSignals()
        defer { signals.end() }
        var reports: [PushReport] = []
        for sync in syncs { reports.append(await pusher.push(sync).preview().report) }
        let answer = Answer(reports)
        Output.print(answer, as: output.output)
        throw ExitCode(answer.verdict.exitCode)
    }
}
