// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import JSON

/// The options that a command has, to find one that it has not: ArgumentParser finds other faults first.
struct KnownOptions {
    /// By name, with its dashes: whether a value follows.
    private var takesValue: [String: Bool] = [:]

    /// From ArgumentParser's own description of the command; nil where that cannot be read.
    init?(of command: any ParsableCommand.Type) {
        guard let description = try? JSONValue(json: Array(command._dumpHelp().utf8)),
            let arguments = description["command"]?["arguments"]?.array
        else { return nil }
        for argument in arguments {
            for name in argument["names"]?.array ?? [] {
                guard let text = name["name"]?.string else { continue }
                let dashes = name["kind"]?.string == "long" ? "--" : "-"
                takesValue[dashes + text] = argument["kind"]?.string == "option"
            }
        }
    }

    /// What is wrong with the first option that is none.
    func fault(in arguments: [String]) -> String? {
        var rest = arguments[...]
        while let argument = rest.popFirst(), argument != "--" {
            guard argument.hasPrefix("-"), argument.count > 1 else { continue }
            let name = Self.name(of: argument)
            guard let takesValue = takesValue[name] else { return message(name) }
            if takesValue, argument == name { _ = rest.popFirst() }
        }
        return nil
    }

    /// `--name` of `--name=value`, `-o` of `-ovalue`.
    private static func name(of argument: String) -> String {
        argument.hasPrefix("--") ? String(argument.prefix { $0 != "=" }) : String(argument.prefix(2))
    }

    private func message(_ name: String) -> String {
        let bound = NearestName.bound(for: String(name.drop { $0 == "-" }))
        let beginning = takesValue.keys.filter { name.count > 3 && $0.hasPrefix(name) }.sorted().first
        // One letter is as near to each of the others.
        let nearest = name.count > 2 ? beginning ?? NearestName.to(name, among: takesValue.keys, within: bound) : nil
        return "unknown option '\(SafeText.clean(name))'" + (nearest.map { ": did you mean \($0)?" } ?? "")
    }
}
