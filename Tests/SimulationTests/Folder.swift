// SPDX-License-Identifier: MIT

import SyncCore
@testable import Basics

/// The world's source in one of its states, with what Infisical tells of each secret.
struct Folder {
    private(set) var values: [Key: Secret] = [:]
    private(set) var hints: [Key: SecretHints] = [:]

    var list: SourceSecrets {
        SourceSecrets(
            direct: values.map { SourceSecret(key: $0.key, value: $0.value, hints: hints[$0.key] ?? SecretHints()) })
    }

    /// The next state; `change` makes the ids of new secrets unlike all others.
    func changed(to new: [Key: Secret], at time: Moment, change: Int) -> Folder {
        var next = Folder()
        next.values = new
        for (key, value) in new {
            var hints = hints[key] ?? SecretHints(id: Key("\(key) of \(change)"), version: 0, createdAt: time)
            if values[key] != value {
                hints.version = (hints.version ?? 0) + 1
                hints.updatedAt = time
            }
            next.hints[key] = hints
        }
        return next
    }

    /// Whether it has a secret that the other state lacks, and that was created since everything began.
    func hasRecentSecret(missingIn other: Folder) -> Bool {
        hints.contains { other.values[$0.key] == nil && ($0.value.createdAt?.milliseconds ?? 0) >= 0 }
    }

    /// Whether it lacks a secret of the other state, or has an older version of one.
    func isBehind(_ other: Folder) -> Bool {
        other.hints.contains { key, hint in
            guard let own = hints[key], own.id == hint.id else {
                return hints[key] == nil || other.isNewer(key, than: self)
            }
            return (own.version ?? 0) < (hint.version ?? 0)
        }
    }

    private func isNewer(_ key: Key, than other: Folder) -> Bool {
        guard let own = hints[key]?.createdAt, let others = other.hints[key]?.createdAt else { return false }
        return own > others
    }
}
