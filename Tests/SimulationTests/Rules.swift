// SPDX-License-Identifier: MIT

import SyncCore
@testable import Basics

/// What a sync means, said a second time and without the planner.
struct Rules: Sendable {
    var isService = true
    var prefix = ""
    var keepsStale = false

    /// Whether the destination may hold keys that are somebody else's.
    var allowsForeignKeys: Bool { !prefix.isEmpty || keepsStale }

    func wanted(_ source: [Key: Secret]) -> [Key: Secret] {
        Dictionary(
            uniqueKeysWithValues: source.filter { !$0.value.isEmpty }.map { (Key(prefix + $0.key.name), $0.value) })
    }

    /// The part of a destination that the source decides.
    func decided(_ destination: [Key: Secret], by source: [Key: Secret]) -> [Key: Secret] {
        let wanted = wanted(source)
        return destination.filter { key, _ in
            let isManaged = key.name.hasPrefix(prefix) && key.name.count > prefix.count
            return keepsStale ? wanted[key] != nil : isManaged
        }
    }

    /// The keys that are to be written, in the order in which a report names them.
    func due(_ source: [Key: Secret], _ destination: [Key: Secret]) -> [Key] {
        let wanted = wanted(source)
        let creates = wanted.keys.filter { destination[$0] == nil }.sorted()
        let updates = wanted.filter { destination[$0.key] != nil && destination[$0.key] != $0.value }.keys.sorted()
        let deletes = decided(destination, by: source).keys.filter { wanted[$0] == nil }.sorted()
        return creates + updates + deletes
    }
}
