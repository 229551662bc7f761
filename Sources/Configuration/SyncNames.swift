// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// The syncs' names, checked so that no variable can be read in two ways.
package struct SyncNames {
    /// Names that may be used, in order.
    private(set) var names: [String] = []
    private(set) var problems: [ConfigurationProblem] = []

    /// Reads the value of `RENDER_SYNCS`.
    init(list: String) {
        var owners: [String: String] = [:]
        let reserved = VariableNames.runWide + VariableNames.fields(VariableNames.single) + [VariableNames.list]
        for variable in reserved { owners[variable] = "" }
        // Reported for itself.
        guard ValueFault.inText(list) == nil else { return }
        for name in list.split(separator: ",").map({ $0.trimmingSpaces() }) where !name.isEmpty {
            let prefix = VariableNames.prefix(name)
            guard !name.contains(where: \.isWhitespace) else {
                refuse("\(SafeText.clean(name)): separate names with commas")
                continue
            }
            guard
                name.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil })
            else {
                refuse("a name needs a letter or a digit")
                continue
            }
            guard !names.contains(where: { $0.hasSameBytes(as: name) }) else {
                refuse("\(SafeText.clean(name)) is named twice")
                continue
            }
            let variables = [prefix] + VariableNames.fields(prefix)
            if let clash = variables.first(where: { owners[$0] != nil }), let owner = owners[clash] {
                refuse(
                    owner.isEmpty
                        ? "the name \(SafeText.clean(name)) makes \(clash) mean two things: choose another name"
                        : "the names \(SafeText.clean(owner)) and \(SafeText.clean(name)) both make the variable \(clash): rename one"
                )
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

    /// The names of the configured syncs, however wrong the rest of the configuration is; none where nothing is configured.
    package static func configured(in environment: Environment) -> [String] {
        if let list = environment.value(VariableNames.list) { return SyncNames(list: list).names }
        if case .success(let configuration) = ConfigurationLoader(environment).result {
            return configuration.syncs.map(\.name)
        }
        let fields = VariableNames.fields(VariableNames.single) + [VariableNames.single]
        guard fields.contains(where: { environment.value($0) != nil }) else { return [] }
        return [environment.value("\(VariableNames.single)_\(Field.name.rawValue)") ?? "default"]
    }
}
