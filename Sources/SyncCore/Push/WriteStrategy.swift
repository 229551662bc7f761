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
    /// A bulk write that carries somebody else's keys along would undo what that somebody wrote meanwhile: `auto` uses
    /// it only where every key is the sync's to write or delete.
    static func choose(
        for plan: Plan, options: SyncOptions, allowance: WriteAllowance, canReplaceAll: Bool
    ) -> WriteStrategy {
        guard canReplaceAll else { return .perKey }
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
