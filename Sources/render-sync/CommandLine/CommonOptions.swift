// SPDX-License-Identifier: MIT

import ArgumentParser

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
