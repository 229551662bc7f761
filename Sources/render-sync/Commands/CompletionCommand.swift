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

    @Argument(help: "The shell.")
    var shell: CompletionShell

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Output.write("\(RenderSync.completionScript(for: shell))\n")
    }
}

extension CompletionShell: @retroactive ExpressibleByArgument {}
