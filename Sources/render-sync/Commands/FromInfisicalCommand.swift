// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import Glibc
import InfisicalAPI
import JSON
import SyncCore

struct FromInfisicalCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "from-infisical",
        abstract: "Print the environment variables for a project's existing Render Syncs.",
        discussion: """
            Reads them from Infisical's API with the INFISICAL_ credentials, or the API's answer from a file or from \
            standard input. Writes nothing anywhere.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync from-infisical 64f2... > production.env", "the variables of a project's syncs"),
            .init("render-sync from-infisical 64f2... --format systemd", "the same for systemd's EnvironmentFile"),
            .init("render-sync from-infisical --file answer.json", "from an answer of the API"),
        ],
        variables: .infisical + .log, exits: .exits(0, 64, 65, 69, 74, 75, 78))

    @Argument(help: "The Infisical project's id.")
    var projectId: String?

    @Option(
        help: "A file with the JSON of GET /api/v1/secret-syncs/render, or - for standard input.", completion: .file())
    var file: String?

    @Option(help: "What reads the variables: env for a shell and --env-file, docker for its --env-file, systemd.")
    var format = Format.env

    /// The formats of files.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case env, docker, systemd

        var variables: VariableFormat {
            switch self {
            case .env: .env
            case .docker: .docker
            case .systemd: .systemd
            }
        }
    }

    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if projectId != nil, file != nil { throw ValidationError("pass either a project or a file") }
        if projectId == nil, file == nil, isatty(STDIN_FILENO) == 1 {
            throw ValidationError("name a project, or a file with --file")
        }
    }

    func run() async throws {
        guard let migration = try await migration() else {
            throw CommandFailure(
                #"expected the JSON of Infisical's GET /api/v1/secret-syncs/render: {"secretSyncs": [...]}"#, .malformed
            )
        }
        guard !migration.file.variables.isEmpty else {
            let place = projectId.map { "project \($0)" } ?? file ?? "the input"
            throw CommandFailure("there is no Render Sync in \(SafeText.clean(place))", .malformed)
        }
        switch output.output {
        case .text: try Output.write(migration.file.text(format.variables))
        case .json: try Output.write(migration.json + [0x0A])
        }
        guard migration.losses.isEmpty else {
            for loss in migration.losses { Output.error(loss) }
            Output.error("a push without it could delete secrets: do not use these variables before that is settled")
            throw ExitCode(Verdict.malformed.exitCode)
        }
    }

    /// The most bytes of an answer.
    private static let bound = 32 << 20

    private func migration() async throws -> Migration? {
        if let projectId { return Migration(try await Self.renderSyncs(ofProject: projectId, Runtime(common))) }
        let path = file ?? "-"
        do throws(StandardStream.ReadFailure) {
            return Migration(json: try Self.readAll(path))
        } catch {
            throw CommandFailure(Messages.unreadable(path == "-" ? "standard input" : path, error), .malformed)
        }
    }

    private static func readAll(_ path: String) throws(StandardStream.ReadFailure) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno) }
        defer { if path != "-" { close(descriptor) } }
        return try StandardStream(input: descriptor).readAll(atMost: bound)
    }

    /// Infisical's list of a project's Render Syncs. Needs no sync to be configured.
    private static func renderSyncs(ofProject id: String, _ runtime: Runtime) async throws -> JSONValue {
        try runtime.requireFiles()
        runtime.endOnSignal()
        let directory = try Directories(runtime, within: .seconds(60)).infisical()
        return try await directory.renderSyncsJSON(project: id).granted()
    }
}
