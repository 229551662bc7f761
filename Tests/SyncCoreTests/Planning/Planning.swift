// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
@testable import Basics

/// Both sides of a plan, from plain dictionaries.
enum Planning {
    static func source(_ entries: [String: String], imports: [SourceImport] = []) -> SourceSecrets {
        SourceSecrets(direct: secrets(entries), imports: imports)
    }

    static func secrets(_ entries: [String: String], path: String = "/") -> [SourceSecret] {
        entries.sorted { $0.key < $1.key }
            .map { SourceSecret(key: Key($0.key), value: Secret($0.value), path: path) }
    }

    static func state(_ entries: [String: String]) -> DestinationState {
        DestinationState(
            entries: Dictionary(uniqueKeysWithValues: entries.map { (Key($0.key), Secret($0.value)) }))
    }

    /// `count` keys of this prefix, each with the value `1`.
    static func keys(_ prefix: String, _ count: Int) -> [String: String] {
        Dictionary(uniqueKeysWithValues: (0..<count).map { ("\(prefix)\($0)", "1") })
    }

    /// Without options of its own.
    static func draft(
        _ source: [String: String], _ destination: [String: String], imports: [SourceImport] = [],
        command: Command = .sync, shown: ShownChanges? = nil, gone: [String] = []
    ) -> PlanDraft {
        draft(.sample(), source, destination, imports: imports, command: command, shown: shown, gone: gone)
    }

    static func draft(
        _ sync: SyncConfiguration, _ source: [String: String], _ destination: [String: String],
        imports: [SourceImport] = [], command: Command = .sync, shown: ShownChanges? = nil, gone: [String] = []
    ) -> PlanDraft {
        Planner(for: sync, command, shown: shown).draft(
            from: Self.source(source, imports: imports), to: state(destination), afterDeleting: gone.map { Key($0) })
    }
}

extension GuardRefusal {
    /// Which guard it is, for tables.
    var name: String {
        switch self {
        case .hiddenValues: "hidden"
        case .emptySource: "empty source"
        case .tooManyDeletions: "too many deletions"
        case .emptyImports: "empty import"
        case .collisions: "collision"
        case .unholdableKeys: "unholdable"
        case .blankValues: "blank"
        case .brokenText: "broken text"
        case .standIns: "stand-in"
        case .tagsUnknown: "tags unknown"
        case .untaggedImport: "untagged import"
        case .unmetRequirements: "requirements"
        case .initialSyncNotDone: "initial sync not done"
        case .initialSyncDone: "initial sync done"
        case .changedSinceShown: "changed since shown"
        }
    }
}
