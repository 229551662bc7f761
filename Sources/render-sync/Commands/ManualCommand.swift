// SPDX-License-Identifier: MIT

import ArgumentParser
import JSON

/// What `scripts/man` makes the manual page from.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Print every command's help as JSON.", shouldDisplay: false)

    func run() throws {
        let sections = RenderSync.configuration.subcommands.compactMap { command -> (String, JSONValue)? in
            guard let documented = command as? any CommandWithHelp.Type else { return nil }
            let sections = documented.help.sections.map { section in
                (section.title, JSONValue.array(section.rows.map { .array([.string($0.name), .string($0.text)]) }))
            }
            return (command.configuration.commandName ?? "", .object(JSONMembers(sections)))
        }
        let groups = RenderSync.configuration.groupedSubcommands.map { group in
            let names = group.subcommands.map { JSONValue.string($0.configuration.commandName ?? "") }
            return JSONValue.array([.string(group.name), .array(names)])
        }
        let manual = JSONValue.object([
            "commands": (try? JSONValue(json: Array(RenderSync._dumpHelp().utf8))) ?? .null,
            "groups": .array(groups), "sections": .object(JSONMembers(sections)),
        ])
        try Output.write(manual.encoded + [0x0A])
    }
}
