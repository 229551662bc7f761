// SPDX-License-Identifier: MIT

import Configuration
import JSON
import SyncCore

extension SetupReport {
    /// One line of JSON. `plan` is what a push would do now. Holds a new signing key where that is not in a file.
    package func json(plan: PushReport?, withSecrets: Bool) -> [UInt8] {
        var members: JSONMembers = [
            "status": .string(failure == nil ? state.rawValue : "failed"),
            "projectId": .string(target.source.projectID), "environment": .string(target.source.environment),
            "secretPath": .string(target.source.path.description), "url": .string(target.url),
            "webhookPath": .string(target.webhookPath), "steps": .array(steps.map { .string($0) }),
            "next": .array(next.map { .string($0) }), "message": .string(message),
        ]
        members["webhookId"] = webhookID.map { .string($0) }
        members["test"] = test.map { .string($0.word) }
        members["hint"] = failure?.hint.map { .string($0) }
        if let variables {
            let shown = variables.variables.filter { withSecrets || !$0.isSecret }
            members["variables"] = .object(JSONMembers(shown.map { ($0.name, .string($0.value)) }))
            members["notes"] = .array(variables.notes.map { .string($0) })
        }
        if let plan {
            members["plan"] = .object([
                "sync": .string(plan.sync), "status": .string(plan.verdict.word), "message": .string(plan.message),
                "created": .whole(Int64(plan.created.count)), "updated": .whole(Int64(plan.updated.count)),
                "deleted": .whole(Int64(plan.deleted.count)),
            ])
        }
        return JSONValue.object(members).encoded
    }
}
