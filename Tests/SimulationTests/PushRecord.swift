// SPDX-License-Identifier: MIT

import SyncCore
@testable import Basics

/// What really happened in one push, noted by what it talks to.
struct PushRecord {
    enum Operation {
        case create, update, delete
    }

    /// When its last reading of each side began.
    var sourceReadingBegan = 0
    var destinationReadingBegan = 0
    /// Which state of the source its last list was.
    var place = 0
    /// Whether that list was older than one that was read before, and the list itself tells.
    var isBehind = false
    /// Whether a list may have been one that no plan was made from.
    var mayHaveBeenRefused = false
    /// What it read last.
    var source: [Key: Secret]?
    var destination: [Key: Secret]?
    /// Whether the two reads that began together have ended.
    var hasReadSource = false
    var hasReadDestination = false
    /// What it has to do about what it read last, by an account of its own.
    var due: [Key] = []
    /// When its last write took effect.
    var lastWrite = 0
    /// The writes whose answer it got, in order.
    var answered: [(key: Key, operation: Operation)] = []
    /// Those of them that came after its last reading.
    var answeredSinceReading: Set<Key> = []
    /// Writes whose answer it will never get.
    var uncertain: Set<Key> = []
    /// Calls that replaced everything.
    var bulkWrites = 0
    /// Whether it ever waited.
    var hasSlept = false
    /// Whether a wait came between its last reading and now.
    var hasSleptSinceReading = false
    /// Writes that it made from a reading older than a wait.
    var outdatedWrites = 0
    /// Killed: nothing reaches it any more.
    var isKilled = false
    /// The simulation is over for it.
    var isOver = false
    var report: PushReport?

    /// Whether it came to its end.
    var isSettled: Bool { report.map { [.synced, .unchanged, .stillDrifted].contains($0.verdict) } ?? false }

    var lastReadingBegan: Int { min(sourceReadingBegan, destinationReadingBegan) }

    mutating func note(_ key: Key, isDelete: Bool) {
        let isNew = destination?[key] == nil
        answered.append((key, isDelete ? .delete : isNew ? .create : .update))
        answeredSinceReading.insert(key)
        uncertain.remove(key)
    }

    /// The keys that were written, as a report lists them.
    var written: (created: [Key], updated: [Key], deleted: [Key]) {
        var first: [Key: Operation] = [:]
        var last: [Key: Operation] = [:]
        for (key, operation) in answered {
            if first[key] == nil { first[key] = operation }
            last[key] = operation
        }
        let present = last.filter { $0.value != .delete }.keys
        return (
            present.filter { first[$0] == .create }.sorted(), present.filter { first[$0] != .create }.sorted(),
            last.filter { $0.value == .delete }.keys.sorted()
        )
    }
}
