// SPDX-License-Identifier: MIT

import ArgumentParser

/// The form of a command's report.
enum OutputForm: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// Whether these arguments ask for JSON, be the rest of them right or wrong: then the error is JSON too.
    static func isJSON(_ arguments: [String]) -> Bool {
        let own = arguments.prefix { $0 != "--" }
        return own.contains { ["--output=json", "-ojson", "-o=json"].contains($0) }
            || zip(own, own.dropFirst()).contains { ["--output", "-o"].contains($0) && $1 == "json" }
    }
}

struct OutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The form of the report on standard output.", valueName: "form"))
    var output: OutputForm = .text
}
