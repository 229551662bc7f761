// SPDX-License-Identifier: MIT

import JSON

/// A body as Infisical sends it, to try a sync with.
package enum SampleBody {
    /// What a change in the sync's folder would send.
    package static func secretsModified(for sync: SyncConfiguration) -> [UInt8] {
        JSONValue.object([
            "event": .string(Event.secretsModified),
            "project": .object([
                "workspaceId": .string(sync.source.projectID), "projectId": .string(sync.source.projectID),
                "environment": .string(sync.source.environment), "secretPath": .string("\(sync.source.path)"),
                "changedBy": .string("render-sync sign"), "changedByActorType": .string("user"),
            ]),
            "timestamp": .whole(0),
        ]).encoded
    }
}
