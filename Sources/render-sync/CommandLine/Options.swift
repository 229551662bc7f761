// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read variables from this file too, as Docker Compose would; the environment's own win. May be repeated.",
            valueName: "path"),
        completion: .file())
    var envFile: [String] = []

    @Option(
        help: ArgumentHelp(
            "When to use colours; auto: on a terminal, unless NO_COLOR is set or TERM is dumb.", valueName: "when"))
    var color = ColorChoice.auto
}

/// The format of a command's report.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// Whether these arguments ask for JSON, be the rest of them right or wrong: then the error is JSON too.
    static func isJSON(_ arguments: [String]) -> Bool {
        let own = arguments.prefix { $0 != "--" }
        return own.contains { ["--output=json", "-ojson", "-o=json"].contains($0) }
            || zip(own, own.dropFirst()).contains { ["--output", "-o"].contains($0) && $1 == "json" }
    }
}

/// How a command reports.
struct OutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The format of the report on standard output.", valueName: "format"))
    var output: OutputFormat = .text
}

/// How a command that is shown before it is done is agreed to.
struct ConfirmationOptions: ParsableArguments {
    @Flag(name: [.customShort("y"), .long], help: "Do it without asking; needed where there is no terminal.")
    var yes = false

    @Flag(help: "Show what would be done, and do nothing.")
    var dryRun = false

    func validate() throws {
        if yes && dryRun { throw ValidationError("--yes and --dry-run exclude each other") }
    }
}

/// The syncs that a command is for.
struct SyncSelection: ParsableArguments {
    @Argument(help: "The syncs, by their names in RENDER_SYNCS.", completion: .custom(SyncNameCompletion.names))
    var names: [String] = []

    @Flag(help: "Every sync.")
    var all = false

    func validate() throws {
        if names.isEmpty, !all { throw ValidationError("name at least one sync, or pass --all") }
        if !names.isEmpty, all {
            let given = names.map { SafeText.clean($0) }.joined(separator: " ")
            throw ValidationError("pass names or --all, not both: \(given)")
        }
    }
}
