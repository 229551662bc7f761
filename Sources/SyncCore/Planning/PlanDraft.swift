// SPDX-License-Identifier: MIT

/// A plan, and everything that speaks against it.
///
/// The plan is whole even where it is refused, so that it can be shown. Keys that a refusal leaves in the dark, such as
/// one with a hidden value, are in none of its lists.
package struct PlanDraft: Sendable, Equatable {
    /// What would be done.
    package internal(set) var plan = Plan()
    /// Why it is not done, what to do first before the rest.
    package internal(set) var refusals: [GuardRefusal] = []

    /// The plan, where nothing speaks against it.
    package func accepted() throws(GuardRefusal) -> Plan {
        if let refusal = refusals.first { throw refusal }
        return plan
    }
}
