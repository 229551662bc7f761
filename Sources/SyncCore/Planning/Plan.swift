// SPDX-License-Identifier: MIT

import Basics

/// What turns the destination into what the source says.
package struct Plan: Sendable, Equatable {
    /// A key and the value that it is to have.
    package struct Write: Sendable, Equatable {
        /// The destination key.
        package var key: Key
        /// The value.
        package var value: Secret

        package init(key: Key, value: Secret) {
            self.key = key
            self.value = value
        }
    }

    /// Keys that the destination lacks, by key.
    package var creates: [Write] = []
    /// Keys whose value differs, by key.
    package var updates: [Write] = []
    /// Managed keys that the source lacks, by key.
    package var deletes: [Key] = []
    /// Keys whose source value is empty, which Render cannot hold.
    package var skipped: [Key] = []
    /// Keys of those whose old value stays at Render all the same, as nothing is deleted there: they are not in sync.
    package var kept: [Key] = []
    /// What somebody should know of the values.
    package var warnings: [PlanWarning] = []
    /// How many keys the filters leave out.
    package var filtered = FilteredKeys()
    /// How many keys already hold what they are to hold.
    package var unchanged = 0

    /// An empty plan.
    package init() {}

    /// The number of keys that change.
    package var changes: Int { creates.count + updates.count + deletes.count }

    /// The keys that change: creates, updates, deletes.
    package var keys: [Key] { (creates + updates).map(\.key) + deletes }

    /// Whether there is nothing to write.
    package var isEmpty: Bool { changes == 0 }
}
