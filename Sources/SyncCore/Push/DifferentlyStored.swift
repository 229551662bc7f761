// SPDX-License-Identifier: MIT

import Basics

/// Finds keys that Render stored differently from what was written, the same way twice: another write settles nothing.
///
/// Render may trim a value, say; or something else writes the key each time.
struct DifferentlyStored {
    /// What a key was to hold after a write and what it held; nil where it was, or is, not to be there.
    private struct Finding: Equatable {
        var wanted: Secret?
        var found: Secret?
    }

    private var findings: [Key: Finding] = [:]
    private var lasting: [Key: Finding] = [:]

    /// The keys for which another write settles nothing.
    var keys: Set<Key> { Set(lasting.keys) }

    /// Removes from the next plan, made after a plan was wholly applied, the keys that another write would not settle.
    mutating func rest(of next: Plan, after applied: Plan, in state: DestinationState) -> Plan {
        let written = applied.wanted
        var findings: [Key: Finding] = [:]
        var lasting: [Key: Finding] = [:]
        for (key, wanted) in next.wanted {
            let finding = Finding(wanted: wanted, found: state.entries[key])
            let isWrittenAgain = written[key] == .some(wanted) && self.findings[key] == finding
            if self.lasting[key] == finding || isWrittenAgain { lasting[key] = finding }
            if written[key] == .some(wanted) { findings[key] = finding }
        }
        self.findings = findings
        self.lasting = lasting
        return lasting.isEmpty ? next : next.without(keys)
    }
}

extension Plan {
    /// What each key is to hold; nil for a key that is to be deleted.
    fileprivate var wanted: [Key: Secret?] {
        let values = (creates + updates).map { ($0.key, Optional($0.value)) } + deletes.map { ($0, nil) }
        return Dictionary(values, uniquingKeysWith: { $1 })
    }

    fileprivate func without(_ keys: Set<Key>) -> Plan {
        var plan = self
        plan.creates.removeAll { keys.contains($0.key) }
        plan.updates.removeAll { keys.contains($0.key) }
        plan.deletes.removeAll { keys.contains($0) }
        return plan
    }
}
