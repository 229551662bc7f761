// SPDX-License-Identifier: MIT

/// A field of a sync: the end of its variable's name, and its place in the JSON of Infisical's *Create Render Sync*.
enum Field: String, CaseIterable {
    case name = "NAME"
    case projectID = "PROJECT_ID"
    case description = "DESCRIPTION"
    case connectionID = "CONNECTION_ID"
    case environment = "ENVIRONMENT"
    case secretPath = "SECRET_PATH"
    case autoSyncEnabled = "AUTO_SYNC_ENABLED"
    case initialSyncBehavior = "INITIAL_SYNC_BEHAVIOR"
    case keySchema = "KEY_SCHEMA"
    case disableSecretDeletion = "DISABLE_SECRET_DELETION"
    case autoRedeployServices = "AUTO_REDEPLOY_SERVICES"
    case recursive = "RECURSIVE"
    case scope = "SCOPE"
    case serviceID = "SERVICE_ID"
    case environmentGroupID = "ENVIRONMENT_GROUP_ID"
    case type = "TYPE"
    case webhookSecret = "WEBHOOK_SECRET"
    case triggerPaths = "TRIGGER_PATHS"
    case deployMode = "DEPLOY_MODE"
    case allowEmptySource = "ALLOW_EMPTY_SOURCE"
    case maxDeletions = "MAX_DELETIONS"
    case bulkWrites = "BULK_WRITES"

    /// What a value must be.
    enum Form {
        case text, boolean, whole
    }

    /// What the field's value must be.
    var form: Form {
        switch self {
        case .autoSyncEnabled, .disableSecretDeletion, .autoRedeployServices, .recursive, .allowEmptySource: .boolean
        case .maxDeletions: .whole
        default: .text
        }
    }

    /// Members at the top of the JSON.
    static let topLevel: [String: Field] = [
        "name": .name, "projectId": .projectID, "description": .description, "connectionId": .connectionID,
        "environment": .environment, "secretPath": .secretPath, "isEnabled": .autoSyncEnabled,
        "isAutoSyncEnabled": .autoSyncEnabled,
    ]

    /// Members of `syncOptions`.
    static let syncOptions: [String: Field] = [
        "initialSyncBehavior": .initialSyncBehavior, "keySchema": .keySchema,
        "disableSecretDeletion": .disableSecretDeletion, "autoRedeployServices": .autoRedeployServices,
        "recursive": .recursive,
    ]

    /// What Infisical's API does not have, by the name that a member would have.
    static let variableOnly: [String: Field] = [
        "webhookSecret": .webhookSecret, "triggerPaths": .triggerPaths, "deployMode": .deployMode,
        "allowEmptySource": .allowEmptySource, "maxDeletions": .maxDeletions, "bulkWrites": .bulkWrites,
    ]

    /// Members of `destinationConfig`.
    static let destinationConfig: [String: Field] = [
        "scope": .scope, "serviceId": .serviceID, "environmentGroupId": .environmentGroupID, "type": .type,
    ]
}
