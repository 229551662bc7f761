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
        let listing: Listing
        do {
            listing = try await self.listing(Directories(runtime), runtime)
        } catch let error as ConfigurationError {
            throw CommandFailure(error.problems)
        } catch let error as ServiceFailure {
            throw CommandFailure(error.message, error.verdict)
        }
        switch output.output {
        case .json: try Output.write(listing.json + [0x0A])
        case .text:
            if listing.rows.isEmpty { Output.note(listing.emptyNote) }
            try Output.write(listing.lines.map { "\($0)\n" }.joined())
        }
    }

    private func listing(_ directories: Directories, _ runtime: Runtime) async throws -> Listing {
        switch subject {
        case .syncs: return Listing(try runtime.loaded.result.get().syncs)
        case .projects: return Listing(try await directories.infisical().projects().granted())
        case .services:
            var services: [ServiceListing] = []
            for directory in try directories.render() {
                for service in try await directory.services() where !services.contains(service) {
                    services.append(service)
                }
            }
            return Listing(services)
        case .groups:
            var groups: [GroupListing] = []
            for directory in try directories.render() {
                for group in try await directory.groups() where !groups.contains(group) { groups.append(group) }
            }
            return Listing(groups)
        }
    }
}
