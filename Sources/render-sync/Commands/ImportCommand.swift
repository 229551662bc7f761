// SPDX-License-Identifier: MIT

import ArgumentParser
import SyncCore

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import secrets from Render into Infisical, without a push.")

    /// The words of the option, which are those of the contract.
    enum Side: String, ExpressibleByArgument, CaseIterable {
        case source, destination
    }

    @Argument(help: "The sync, by its name in RENDER_SYNCS.")
    var name: String

    @Option(help: "Whose value is kept where both sides have one: Infisical's (source) or Render's (destination).")
    var prioritize: Side

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let priority: ImportPriority = prioritize == .source ? .source : .destination
        let runtime = Runtime(work: { await $0.importing($1).run(priority) })
        let sync = try runtime.sync(name, output)
        guard !sync.source.isRecursive else {
            Output.error(
                "\(sync.variablePrefix)_RECURSIVE: may not be combined with an import, "
                    + "which could not know into which folder: import folder by folder")
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        try await runtime.run([sync], output)
    }
}
