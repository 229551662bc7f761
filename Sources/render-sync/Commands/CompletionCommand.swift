// SPDX-License-Identifier: MIT

import ArgumentParser

struct CompletionCommand: ParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a script that completes commands, options and the names of the syncs.",
        discussion: """
            The script asks the program for the names when they are completed, with the variables that the shell has then.
            """)

    static let help = CommandHelp(
        examples: [
            .init("source <(render-sync completion bash)", "in ~/.bashrc"),
            .init("render-sync completion zsh > ~/.zfunc/_render-sync", "in a folder of fpath"),
            .init("render-sync completion fish > ~/.config/fish/completions/render-sync.fish", "for fish"),
        ],
        variables: .syncs, exits: .exits(0, 64, 74))

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.")
    var shell: Shell

    @OptionGroup var common: CommonOptions

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        try Output.write("\(RenderSync.completionScript(for: kind))\n")
    }
}
