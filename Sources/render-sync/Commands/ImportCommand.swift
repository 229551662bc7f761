// SPDX-License-Identifier: MIT

import ArgumentParser
import SyncCore

struct ImportCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import secrets from Render into Infisical, without a push.",
        discussion: """
            Shows what it would create and overwrite in Infisical, and asks; where there is no terminal it needs --yes.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync import api --prioritize source --dry-run", "show what only Render has"),
            .init("render-sync import api --prioritize destination", "take Render's values where they differ"),
        ],
        variables: .pushes, exits: .exits(0, 64, 65, 69, 74, 75, 78))

    @Argument(help: "The sync, by its name in RENDER_SYNCS.", completion: .custom(SyncNameCompletion.names))
    var name: String

    @Option(help: "Whose value is kept where both sides have one: Infisical's (source) or Render's (destination).")
    var prioritize: ImportPriority

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let work = ConfirmedWork(.import(prioritize), confirmation, output, common)
        let sync = try work.sync(name)
        guard !sync.source.isRecursive else {
            throw CommandFailure(
                "\(sync.variablePrefix)_RECURSIVE: may not be combined with an import, "
                    + "which could not know into which folder: import folder by folder", .misconfigured)
        }
        if let report = try await work.run([sync]) { throw ExitCode(report.verdict.exitCode) }
    }
}

extension ImportPriority: ExpressibleByArgument {}
