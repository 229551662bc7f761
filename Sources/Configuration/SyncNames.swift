// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// The syncs' names, checked so that no variable can be read in two ways.
struct SyncNames {
    /// Names that may be used, in order.
    private(set) var names: [String] = []
    private(set) var problems: [ConfigurationProblem] = []

    /// Reads the value of `RENDER_SYNCS`.
    init(list: String) {
        var owners: [String: String] = [:]
        let reserved = VariableNames.runWide + VariableNames.fields(VariableNames.single) + [VariableNames.list]
        for variable in reserved { owners[variable] = "" }
        for name in list.split(separator: ",").map({ $0.trimmingSpaces() }) where !name.isEmpty {
            let prefix = VariableNames.prefix(name)
            guard prefix.last?.isASCII == true,
                name.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil })
            else {
                refuse("a name needs a letter or a digit")
                continue
            }
            let variables = [prefix] + VariableNames.fields(prefix)
            if let clash = variables.first(where: { owners[$0] != nil }), let owner = owners[clash] {
                refuse(
                    owner.isEmpty
                        ? "the name \(name) makes \(clash) mean two things: choose another name"
                        : "the names \(owner) and \(name) both make the variable \(clash): rename one")
                continue
            }
            for variable in variables { owners[variable] = name }
            names.append(name)
        }
        if names.isEmpty, problems.isEmpty { refuse("expected the names of syncs, comma-separated") }
    }

    private mutating func refuse(_ message: String) {
        problems.append(.init(VariableNames.list, message))
    }
}
