// SPDX-License-Identifier: MIT

import ArgumentParser
import SyncCore

struct InitCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a sync's first push, as its INITIAL_SYNC_BEHAVIOR says.",
        discussion: """
            Shows what it would import, overwrite and delete on both sides, and asks; where there is no terminal it \
            needs --yes. overwrite-destination pushes. import-prioritize-source first imports into Infisical what only \
            Render has; import-prioritize-destination also replaces the values that differ by Render's.

            It cannot know whether it has run before. A second one can write old values of Render into Infisical, \
            create deleted secrets again and delete variables: set INITIAL_SYNC_DONE, as it says at its end, and a \
            second one is refused.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync init api --dry-run", "show what it would do"),
            .init("render-sync init api", "show it and ask"),
            .init("render-sync init --all --yes", "do it without asking"),
        ],
        variables: .pushes, exits: .exits(0, 64, 65, 69, 74, 75, 78))

    @OptionGroup var selection: SyncSelection
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let work = ConfirmedWork(.initialize, confirmation, output, common)
        let syncs = try work.syncs(selection)
        let report = try await work.run(
            syncs,
            note: "init cannot know whether it has run before: if it has, this would undo what was changed since")
        guard let report else { return }
        if output.output == .text, report.verdict.exitCode == 0 { try Self.printVariables(of: syncs) }
        throw ExitCode(report.verdict.exitCode)
    }

    /// The lines that let deliveries push, and keep a second init from running.
    private static func printVariables(of syncs: [SyncConfiguration]) throws {
        let lines = syncs.map { "\($0.initialSyncVariable)=true\n" }.joined()
        try Output.write("now set:\n\(lines)")
    }
}
