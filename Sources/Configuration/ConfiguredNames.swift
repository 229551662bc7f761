// SPDX-License-Identifier: MIT

import SyncCore

/// The names of the configured syncs, however wrong the rest of the configuration is.
package enum ConfiguredNames {
    /// None where nothing is configured.
    package static func read(_ environment: Environment) -> [String] {
        if let list = environment.value(VariableNames.list) { return SyncNames(list: list).names }
        if case .success(let configuration) = ConfigurationLoader(environment).result {
            return configuration.syncs.map(\.name)
        }
        let fields = VariableNames.fields(VariableNames.single) + [VariableNames.single]
        guard fields.contains(where: { environment.value($0) != nil }) else { return [] }
        return [environment.value("\(VariableNames.single)_\(Field.name.rawValue)") ?? "default"]
    }
}
