// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import InfisicalAPI
import RenderAPI
import SyncCore

struct ListCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what can be named: syncs, projects, services, environment groups.",
        discussion: """
            Without an argument the configured syncs, without a call. Projects and their environments as the machine \
            identity sees them, services and groups as the Render API key does; no sync needs to be configured.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync list", "the configured syncs"),
            .init("render-sync list projects", "the projects and environments at Infisical"),
            .init("render-sync list services", "the services at Render"),
        ],
        variables: .syncs + .infisical + .render + .log, exits: .exits(0, 64, 69, 74, 75, 78))

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case syncs, projects, services, groups
    }

    @Argument(help: "What to list.")
    var subject = Subject.syncs

    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let runtime = Runtime(common)
        try runtime.requireFiles()
        runtime.endOnSignal()
        let table = try await table(Directories(runtime), runtime)
        switch output.output {
        case .json: try Output.write(table.json + [0x0A])
        case .text:
            if table.rows.isEmpty { Output.hint(table.emptyNote) }
            try Output.write(table.lines.map { "\($0)\n" }.joined())
        }
    }

    private func table(_ directories: Directories, _ runtime: Runtime) async throws -> ListTable {
        switch subject {
        case .syncs: return ListTable(try runtime.loaded.result.get().syncs)
        case .projects: return ListTable(try await directories.infisical().projects().granted())
        case .services: return ListTable(try await directories.render().services())
        case .groups: return ListTable(try await directories.render().groups())
        }
    }
}
