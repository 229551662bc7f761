// SPDX-License-Identifier: MIT

import SyncCore
import ArgumentParser

struct RemoveCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Delete from Render the keys that Infisical has; other keys stay.",
        discussion: """
            Shows what it would delete, and asks; where there is no terminal it needs --yes. Run it before a sync is \
            given up. Secrets in Infisical stay.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync remove api --dry-run", "show what it would delete"),
            .init("render-sync remove api", "show it and ask"),
        ],
        variables: .pushes, exits: .exits(0, 64, 65, 69, 74, 75, 78))

    @Argument(help: "The sync, by its name in RENDER_SYNCS.", completion: .custom(SyncNameCompletion.names))
    var name: String

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let work = ConfirmedWork(.remove, confirmation, output, common)
        if let report = try await work.run([try work.sync(name)]) { throw ExitCode(report.verdict.exitCode) }
    }
}
