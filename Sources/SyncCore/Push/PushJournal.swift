// SPDX-License-Identifier: MIT

/// What a push has written so far, over all its rounds.
struct PushJournal {
    private enum Change {
        case created, updated, deleted
    }

    private var changes: [Key: Change] = [:]
    /// Keys that were not there before the first write.
    private var new: Set<Key> = []
    /// Writes whose answer was lost.
    private(set) var unconfirmed: Set<Key> = []

    /// Keys that were, or may have been, written since the last redeploy.
    private(set) var undeployed: Set<Key> = []

    /// Keys that the plan being applied is done with.
    private(set) var doneInRound: Set<Key> = []

    /// Forgets which keys are done: another plan begins.
    mutating func beginRound() { doneInRound = [] }

    /// Whether anything was, or may have been, written.
    var hasChanges: Bool { !changes.isEmpty || !unconfirmed.isEmpty }

    mutating func noteCreated(_ key: Key) {
        if changes[key] == nil { new.insert(key) }
        note(key, new.contains(key) ? .created : .updated)
    }
    mutating func noteUpdated(_ key: Key) { note(key, new.contains(key) ? .created : .updated) }
    mutating func noteDeleted(_ key: Key) { note(key, .deleted) }
    mutating func noteUnconfirmed(_ key: Key) {
        unconfirmed.insert(key)
        undeployed.insert(key)
    }
    mutating func noteRedeploy() { undeployed = [] }

    private mutating func note(_ key: Key, _ change: Change) {
        changes[key] = change
        doneInRound.insert(key)
        undeployed.insert(key)
        unconfirmed.remove(key)
    }

    var created: [Key] { keys(.created) }
    var updated: [Key] { keys(.updated) }
    var deleted: [Key] { keys(.deleted) }

    private func keys(_ change: Change) -> [Key] {
        changes.filter { $0.value == change }.map(\.key).sorted()
    }
}
