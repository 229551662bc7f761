// SPDX-License-Identifier: MIT

import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Tell the version, the commit and the libcurl of this machine.")

    @OptionGroup var common: CommonOptions

    func run() throws { try Output.write("\(VersionText.full)\n") }
}
