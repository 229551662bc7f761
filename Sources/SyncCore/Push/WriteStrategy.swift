// SPDX-License-Identifier: MIT

/// How a plan is applied.
enum WriteStrategy: Equatable {
    /// One call a changed key.
    case perKey
    /// One call that replaces everything.
    case replaceAll

    /// More changes than this, and one call is cheaper.
    static let perKeyBound = 20

    /// Chooses the fewest calls that touch only what changes.
    ///
    /// A bulk write deletes, uncounted, what somebody else adds between the read and the write, and undoes what they
    /// change. So `auto` uses it only where every key is the sync's to write or delete without limit. The default limit
    /// is none in that sense: it guards against a source that was read too short, which the plan has been checked for,
    /// and what somebody adds there the next round would delete in any case.
    ///
    /// `always` says that what others write may be lost, but not that a limit or a filter does not hold.
    static func choose(
        for plan: Plan, options: SyncOptions, allowance: WriteAllowance, canReplaceAll: Bool
    ) -> WriteStrategy {
        guard canReplaceAll, options.keyFilter == .everyKey, !options.limitsDeletions else { return .perKey }
        switch options.bulkWrites {
        case .never: return .perKey
        case .always: return .replaceAll
        case .auto:
            let ownsEveryKey = options.keySchema.managesEveryKey && !options.disableSecretDeletion
            let isMany = plan.changes > perKeyBound || plan.changes > allowance.count
            return ownsEveryKey && isMany ? .replaceAll : .perKey
        }
    }
}

extension SyncOptions {
    /// Whether somebody has said how many keys may be deleted.
    fileprivate var limitsDeletions: Bool {
        switch maxDeletions {
        case .count, .percentage: true
        case .standard, .unlimited: false
        }
    }
}
