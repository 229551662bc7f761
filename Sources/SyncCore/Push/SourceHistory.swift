// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers

/// What has been seen of a source: no list that is older than what was seen is planned from.
///
/// Infisical reads lists from a replica and caches them, so that an answer can be older than the one before it. Ids,
/// versions and times tell, never values. docs/consistency.md says what cannot be told.
package struct SourceHistory: Sendable {
    /// How long after its change a list may still be served as it was before: cached for up to twelve minutes.
    static let staleness = Duration.seconds(15 * 60)
    /// How long a replica may lag behind.
    static let lag = Duration.seconds(60)
    /// How far this machine's clock and Infisical's may differ, lag included: as far as a signature's time may.
    static let clockDifference = Duration.seconds(300)
    /// Within this, changes may become visible in another order than their times.
    static let reordering = Duration.seconds(10)
    /// Secrets that are gone, and still known of.
    static let goneBound = 1000

    /// When a list was requested, and for which push.
    package struct Reading: Sendable {
        /// When the list was asked for, on this machine's clock.
        package var began: Moment
        /// When the push began, on the same.
        package var pushBegan: Moment
        /// When Infisical told of the change that the push is for, on Infisical's clock.
        package var changeTold: Moment?

        package init(began: Moment, pushBegan: Moment, changeTold: Moment? = nil) {
            self.began = began
            self.pushBegan = pushBegan
            self.changeTold = changeTold
        }
    }

    /// A secret that a newer list lacked.
    struct Gone: Sendable {
        var hints: SecretHints
        var missed: Moment
    }

    /// The newest list and when it was asked for.
    struct Latest: Sendable {
        var secrets: [ListedSecret]
        var began: Moment
    }

    private var latest: Latest?
    private var gone: [ListedSecret.Identity: Gone] = [:]

    /// How many secrets are known to be gone.
    var goneCount: Int { gone.count }

    package init() {}

    /// Accepts a list, and gives nil, unless it is older than one already seen.
    package mutating func admit(_ list: [ListedSecret], _ reading: Reading) -> OlderList? {
        guard let latest else {
            self.latest = Latest(secrets: list, began: reading.began)
            return nil
        }
        if list != latest.secrets {
            let comparison = ListComparison(of: list, reading, with: latest, gone: gone)
            guard comparison.older.isEmpty else { return comparison.older }
            remember(comparison.missedIndices, in: latest, missedAt: reading.began)
            for secret in list { gone[secret.identity] = nil }
        }
        self.latest = Latest(secrets: list, began: max(latest.began, reading.began))
        return nil
    }

    private mutating func remember(_ missed: [Int], in latest: Latest, missedAt: Moment) {
        for index in missed {
            let secret = latest.secrets[index]
            guard secret.hints.id != nil else { continue }
            gone[secret.identity] = Gone(hints: secret.hints, missed: missedAt)
        }
        guard gone.count > Self.goneBound else { return }
        gone = gone.filter { missedAt - $0.value.missed < Self.staleness }
        guard gone.count > Self.goneBound else { return }
        let kept = gone.sorted { $0.value.missed > $1.value.missed }.prefix(Self.goneBound)
        gone = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}

/// One source's history, shared by everything that reads it.
package final class SourceMemory: Sendable {
    private let history = NIOLockedValueBox(SourceHistory())

    package init() {}

    func admit(_ list: SourceSecrets, _ reading: SourceHistory.Reading) throws(OlderList) {
        let older = history.withLockedValue { $0.admit(list.listed, reading) }
        if let older { throw older }
    }
}
