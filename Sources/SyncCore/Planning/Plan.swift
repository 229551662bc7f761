// SPDX-License-Identifier: MIT

/// What turns the destination into what the source says.
package struct Plan: Sendable, Equatable {
    /// Keys that the destination lacks, by key.
    package var creates: [Entry] = []
    /// Keys whose value differs, by key.
    package var updates: [Entry] = []
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

    package init() {}

    /// The number of keys that change.
    package var changes: Int { creates.count + updates.count + deletes.count }

    /// The keys that change: creates, updates, deletes.
    package var keys: [Key] { (creates + updates).map(\.key) + deletes }

    /// Whether there is nothing to write.
    package var isEmpty: Bool { changes == 0 }
}

/// A plan, and everything that speaks against it.
///
/// The plan is whole even where it is refused, so that it can be shown. Keys that a refusal leaves in the dark, such as
/// one with a hidden value, are in none of its lists.
package struct PlanDraft: Sendable, Equatable {
    /// What would be done.
    package internal(set) var plan = Plan()
    /// Why it is refused, most urgent first.
    package internal(set) var refusals: [GuardRefusal] = []

    /// The plan, where nothing speaks against it.
    package func accepted() throws(GuardRefusal) -> Plan {
        if let refusal = refusals.first { throw refusal }
        return plan
    }
}
