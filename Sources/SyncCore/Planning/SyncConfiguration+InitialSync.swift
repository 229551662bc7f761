// SPDX-License-Identifier: MIT

extension SyncConfiguration {
    /// The variable that says that the first push has been made.
    package var initialSyncVariable: String { "\(variablePrefix)_INITIAL_SYNC_DONE" }

    /// Why nothing but `init` may push: what only Render has is still to be imported. Nil where something may.
    package var initialSyncRefusal: GuardRefusal? { initialSyncRefusal(losing: []) }

    /// The same, with the keys that a push would lose.
    func initialSyncRefusal(losing keys: [Key]) -> GuardRefusal? {
        guard options.initialSyncBehavior != .overwriteDestination, !options.isInitialSyncDone else { return nil }
        return .initialSyncNotDone(
            keys, sync: name, behavior: options.initialSyncBehavior, variable: initialSyncVariable)
    }
}
