// SPDX-License-Identifier: MIT

import Basics

/// A list beside the newest one before it. Pure, and linear in their sizes.
///
/// Both are states of one folder, one after the other. So a single secret that is proved newer, or proved deleted,
/// proves the whole list newer, and explains what else came or went; one that is older condemns it. Imports are told
/// apart: each may come from a cache of its own.
struct ListComparison {
    /// What makes the list an older one; empty when nothing does.
    private(set) var older = OlderList()
    /// Indices of the secrets in the newest list that this one lacks, or has another one for.
    private(set) var missedIndices: [Int] = []

    private typealias History = SourceHistory

    init(
        of list: [ListedSecret], _ reading: SourceHistory.Reading, with latest: SourceHistory.Latest,
        gone: [ListedSecret.Identity: SourceHistory.Gone]
    ) {
        var indices: [ListedSecret.Identity: Int] = [:]
        for (index, secret) in latest.secrets.enumerated() {
            // By the name as well: a secret that was deleted and created anew has another id.
            indices[secret.name] = index
            indices[secret.identity] = index
        }
        let before = Changes(latest.secrets)
        let now = Changes(list)
        var isMet = [Bool](repeating: false, count: latest.secrets.count)
        var newerParts: Set<Key?> = []
        var reappeared: [ListedSecret] = []

        for secret in list {
            let goneBefore = gone[secret.identity].map { gone in
                reading.began - gone.missed < History.staleness && secret.hints.order(after: gone.hints) != .newer
            }
            if let index = indices[secret.identity] ?? indices[secret.name] {
                isMet[index] = true
                if secret.hints.id != latest.secrets[index].hints.id { missedIndices.append(index) }
                switch secret.hints.order(after: latest.secrets[index].hints) {
                case .older: older.returned.append(secret.key)
                case .newer: newerParts.insert(secret.part)
                case .same: if goneBefore == true { older.returned.append(secret.key) }
                }
            } else if goneBefore == true || before.shouldHaveListed(secret, readAt: latest.began, now: reading.began) {
                // An import that is new brings secrets that are not.
                if secret.part == nil || before.parts.contains(secret.part) { reappeared.append(secret) }
            }
        }
        var missing: [ListedSecret] = []
        for (index, secret) in latest.secrets.enumerated() where !isMet[index] {
            missedIndices.append(index)
            switch now.lack(of: secret, reading, lastRead: latest.began) {
            case .isDeletion: newerParts.insert(secret.part)
            case .isDoubtful: missing.append(secret)
            case .isUnknown: break
            }
        }
        older.reappeared = reappeared.filter { !newerParts.contains($0.part) }.map(\.key)
        older.missing = missing.filter { !newerParts.contains($0.part) }.map(\.key)
        older.sort()
    }

    /// What it means that a secret is no longer listed.
    private enum Lack {
        /// The list is from after the secret's deletion.
        case isDeletion
        /// Or it is from before its creation.
        case isDoubtful
        case isUnknown
    }

    /// When a list's parts last changed, as far as its secrets tell.
    private struct Changes {
        var parts: Set<Key?> = []
        private var last: [Key?: Moment] = [:]

        init(_ list: [ListedSecret]) {
            for secret in list {
                parts.insert(secret.part)
                guard let change = secret.hints.lastChange else { continue }
                last[secret.part] = max(change, last[secret.part] ?? change)
            }
        }

        /// Whether the list is from after something that happened when the secret existed.
        private func isLater(than secret: Moment, in part: Key?) -> Bool {
            last[part].map { $0 - secret > History.reordering } ?? false
        }

        /// Whether a list, read at this time, would have had the secret if it was still to come.
        func shouldHaveListed(_ secret: ListedSecret, readAt: Moment, now: Moment) -> Bool {
            guard let since = secret.hints.existsSince, now - readAt < History.staleness else { return false }
            return isLater(than: since, in: secret.part) || readAt - since > History.clockDifference
        }

        /// What it means that this secret is no longer listed.
        func lack(of secret: ListedSecret, _ reading: SourceHistory.Reading, lastRead: Moment) -> Lack {
            guard let since = secret.hints.existsSince else {
                return lastRead >= reading.pushBegan ? .isDoubtful : .isUnknown
            }
            let isProved =
                isLater(than: since, in: secret.part) || reading.began - since > History.staleness
                || reading.changeTold.map { $0 - since > History.lag } ?? false
            return isProved ? .isDeletion : .isDoubtful
        }
    }
}

/// A list that comes from before another one that was read already: from a replica that lags, or from a cache.
package struct OlderList: Error, Sendable, Equatable {
    /// Secrets in an older version than before.
    package var returned: [Key] = []
    /// Secrets that are there again, though they existed before a list that lacked them.
    package var reappeared: [Key] = []
    /// Secrets that are not there, in a list that may be from before they were created.
    package var missing: [Key] = []

    var isEmpty: Bool { returned.isEmpty && reappeared.isEmpty && missing.isEmpty }

    fileprivate mutating func sort() {
        returned.sort()
        reappeared.sort()
        missing.sort()
    }
}

extension SecretHints {
    fileprivate enum Order {
        case older, same, newer
    }

    /// Whether the secret is as it was, or as it was earlier or later, when `other` is seen under its name.
    fileprivate func order(after other: SecretHints) -> Order {
        if isAnother(than: other) { return Self.order(createdAt, other.createdAt) ?? .same }
        return Self.order(version, other.version) ?? Self.order(updatedAt, other.updatedAt) ?? .same
    }

    /// Deleted and created anew, or the other way round.
    private func isAnother(than other: SecretHints) -> Bool {
        if let id, let otherID = other.id { return id != otherID }
        guard let createdAt, let otherCreatedAt = other.createdAt else { return false }
        return createdAt != otherCreatedAt
    }

    /// Nil where it does not tell.
    private static func order<Value: Comparable>(_ value: Value?, _ other: Value?) -> Order? {
        guard let value, let other, value != other else { return nil }
        return value < other ? .older : .newer
    }
}
