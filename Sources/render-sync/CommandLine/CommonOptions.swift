// SPDX-License-Identifier: MIT

import ArgumentParser

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read variables from this file too, as Docker Compose would.",
            discussion: "The environment's own variables win. May be repeated; a later file wins over an earlier.",
            valueName: "path"),
        completion: .file())
    var envFile: [String] = []

    @Option(
        help: ArgumentHelp(
            "Whether to use colours.",
            discussion: "auto: on a terminal, unless NO_COLOR is set or TERM is dumb.", valueName: "when"))
    var color = ColorChoice.auto
}
