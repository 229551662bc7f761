// SPDX-License-Identifier: MIT

import SyncCore

/// Finds syncs that would undo each other's work.
enum DestinationConflicts {
    /// One problem for every pair of syncs where one manages all that the other manages at the same destination.
    static func find(in syncs: [SyncConfiguration]) -> [ConfigurationProblem] {
        syncs.indices.flatMap { first in
            syncs[(first + 1)...].filter { overlap(syncs[first], $0) }.map { second in
                ConfigurationProblem(
                    VariableNames.list,
                    "\(syncs[first].name) and \(second.name) would both manage the same keys of the "
                        + "\(second.destination): give each a KEY_SCHEMA of its own, or another destination")
            }
        }
    }

    private static func overlap(_ left: SyncConfiguration, _ right: SyncConfiguration) -> Bool {
        let (leftSchema, rightSchema) = (left.options.keySchema, right.options.keySchema)
        return left.destination == right.destination
            && (leftSchema.contains(rightSchema) || rightSchema.contains(leftSchema))
    }
}
