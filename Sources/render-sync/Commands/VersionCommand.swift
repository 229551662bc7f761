// SPDX-License-Identifier: MIT

import ArgumentParser
import CProcess
import CurlTransport

struct VersionCommand: ParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Tell the version, the commit and the libcurl of this machine.")

    static let help = CommandHelp(
        examples: [
            .init("render-sync version", "the same as render-sync --version")
        ],
        variables: [], exits: .exits(0, 74))

    @OptionGroup var common: CommonOptions

    /// The version first, then the commit, where the build knew it, and the libcurl of this machine.
    static var text: String {
        let commit = rs_commit().map { "commit \(String(cString: $0)), " } ?? ""
        let library =
            switch CurlVersion.installed {
            case .success(let version): "libcurl \(version)"
            case .failure(let error): error.message
            }
        return "\(RenderSync.version) (\(commit)\(library))\n"
    }

    func run() throws { try Output.write(Self.text) }
}
