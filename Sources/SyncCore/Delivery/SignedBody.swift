// SPDX-License-Identifier: MIT

import JSON

/// A body made ready for signing: its own timestamp is the one that the header will carry.
package struct SignedBody: Sendable {
    /// The bytes to sign and to send.
    package let bytes: [UInt8]
    /// Milliseconds since 1970.
    package let timestamp: Int64

    /// Sets the timestamp, or keeps the body's own; nil when the input is no JSON object, or has none to keep.
    package init?(_ input: [UInt8], at now: Int64?) {
        guard let members = (try? JSONValue(json: input))?.object else { return nil }
        guard let now else {
            guard let own = members["timestamp"]?.whole else { return nil }
            bytes = input
            timestamp = own
            return
        }
        var stamped = members
        stamped["timestamp"] = .whole(now)
        bytes = JSONValue.object(stamped).encoded
        timestamp = now
    }

    /// The value of `x-infisical-signature` that goes with it.
    package func header(signedBy key: SigningKey) -> String { "t=\(timestamp);\(key.sign(bytes))" }
}

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

    /// What Infisical's test of a webhook of the type General sends.
    package static func test(for source: SyncSource) -> [UInt8] {
        JSONValue.object([
            "event": .string("test"),
            "project": .object([
                "projectId": .string(source.projectID), "workspaceId": .string(source.projectID),
                "environment": .string(source.environment), "secretPath": .string(source.path.description),
            ]),
        ]).encoded
    }
}
