// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics

/// The commands by their names.
enum CommandNames {
    /// Every command, by its name.
    private static var all: [String: any ParsableCommand.Type] {
        let commands = RenderSync.configuration.subcommands
        return Dictionary(
            commands.map { ($0.configuration.commandName ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The command that these arguments begin with.
    static func command(in arguments: [String]) -> (any ParsableCommand.Type)? {
        name(in: arguments).flatMap { all[$0] }
    }

    /// Of the command that is to run, or to be explained.
    private static func name(in arguments: [String]) -> String? {
        arguments.first == "help" ? arguments.dropFirst().first : arguments.first
    }

    /// What is wrong with the command's name.
    static func fault(in arguments: [String]) -> CommandFailure? {
        let commands = all
        guard let name = name(in: arguments), !name.hasPrefix("-"), name != "help", commands[name] == nil else {
            return nil
        }
        let known = commands.filter { $1.configuration.shouldDisplay }.keys
        let nearest = NearestName.to(name, among: known, within: NearestName.bound(for: name))
        return .usage(
            "no command is called \(SafeText.clean(name))"
                + (nearest.map { ": did you mean \($0)?" } ?? ": render-sync help lists them"))
    }
}
