// SPDX-License-Identifier: MIT

import ArgumentParser

struct VersionCommand: ParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Tell the version, the commit and the libcurl of this machine.")

    static let help = CommandHelp(
        examples: [
            .init("render-sync version", "the same as render-sync --version")
        ],
        variables: [], exits: .exits(0, 74))

    @OptionGroup var common: CommonOptions

    func run() throws { try Output.write("\(VersionText.full)\n") }
}
