// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// Finds syncs that would undo each other's work.
enum DestinationConflicts {
    /// One problem for every pair of syncs that could manage the same key of one destination.
    static func find(in syncs: [SyncConfiguration]) -> [ConfigurationProblem] {
        syncs.indices.flatMap { first in
            syncs[(first + 1)...].compactMap { second in problem(syncs[first], second) }
        }
    }

    private static func problem(_ first: SyncConfiguration, _ second: SyncConfiguration) -> ConfigurationProblem? {
        guard first.destination == second.destination else { return nil }
        let what: String
        switch KeyOverlap.between(first.options, second.options) {
        case .none: return nil
        case .found(let key): what = "would both manage keys such as \(SafeText.clean(key.name))"
        case .undecided: what = "have too many patterns to tell whether they manage the same keys"
        }
        return ConfigurationProblem(
            VariableNames.list,
            "\(first.name) and \(second.name) \(what) of the \(second.destination): give each a KEY_SCHEMA, "
                + "INCLUDE_KEYS or EXCLUDE_KEYS of its own, or another destination")
    }
}
