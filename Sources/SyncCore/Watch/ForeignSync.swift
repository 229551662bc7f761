// SPDX-License-Identifier: MIT

import Basics

/// A Render Sync of Infisical's own.
package struct ForeignSync: Sendable, Equatable {
    package var name: String
    package var isAutoSyncEnabled: Bool
    /// The service's or the environment group's id.
    package var destinationID: String?
    package var kind: SyncDestination.Kind

    package init(name: String, isAutoSyncEnabled: Bool, destinationID: String?, kind: SyncDestination.Kind = .env) {
        self.name = name
        self.isAutoSyncEnabled = isAutoSyncEnabled
        self.destinationID = destinationID
        self.kind = kind
    }

    /// Whether both write the same variables or files.
    package func writes(_ destination: SyncDestination) -> Bool {
        let id =
            switch destination.scope {
            case .service(let id), .environmentGroup(let id): id
            }
        return kind == destination.kind && destinationID?.hasSameBytes(as: id) == true
    }
}
