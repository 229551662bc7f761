// SPDX-License-Identifier: MIT

import Basics
import SyncCore

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
    case initialSyncDone = "INITIAL_SYNC_DONE"
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
    case includeKeys = "INCLUDE_KEYS"
    case excludeKeys = "EXCLUDE_KEYS"
    case requiredKeys = "REQUIRED_KEYS"
    case warnings = "WARNINGS"
    case tags = "TAGS"
    case waitForDeploy = "WAIT_FOR_DEPLOY"

    /// What a problem of the field is about.
    var topic: ConfigurationProblem.Topic { self == .webhookSecret ? .signingKey : .other }

    /// What a value in JSON must be.
    enum Form {
        case text, boolean, list, numberOrText
    }

    /// What the field's value in JSON must be.
    var form: Form {
        switch self {
        case .autoSyncEnabled, .disableSecretDeletion, .autoRedeployServices, .recursive, .allowEmptySource,
            .initialSyncDone:
            .boolean
        case .triggerPaths, .includeKeys, .excludeKeys, .requiredKeys, .warnings, .tags: .list
        case .maxDeletions, .waitForDeploy: .numberOrText
        default: .text
        }
    }

    /// What is wrong with a value that stands in the field, whatever the others hold.
    func fault(in text: String) -> String? {
        switch self {
        case .projectID: ValueFault.inID(text, of: "the project", "render-sync list projects shows it")
        case .environment: ValueFault.inEnvironment(text)
        case .secretPath: ValueFault.inPath(text)
        case .serviceID, .environmentGroupID: ValueFault.inRenderID(text)
        default: ValueFault.inSetting(text)
        }
    }

    /// An object of the JSON, or its top, and what it may hold.
    struct Group {
        /// The object's name; nil for the top.
        var name: String?
        var members: [ExactText: Field]
    }

    /// Members at the top. The option to include subfolders stands here in some versions.
    static let topLevel = Group(
        members: [
            "name": .name, "projectId": .projectID, "description": .description, "connectionId": .connectionID,
            "environment": .environment, "secretPath": .secretPath, "isEnabled": .autoSyncEnabled,
            "isAutoSyncEnabled": .autoSyncEnabled, "recursive": .recursive, "includeAllSubFolders": .recursive,
        ])

    static let syncOptions = Group(
        name: "syncOptions",
        members: [
            "initialSyncBehavior": .initialSyncBehavior, "keySchema": .keySchema,
            "disableSecretDeletion": .disableSecretDeletion, "autoRedeployServices": .autoRedeployServices,
            "recursive": .recursive, "includeAllSubFolders": .recursive,
        ])

    static let destinationConfig = Group(
        name: "destinationConfig",
        members: [
            "scope": .scope, "serviceId": .serviceID, "environmentGroupId": .environmentGroupID, "type": .type,
        ])

    /// What Infisical's API does not have.
    static let renderSync = Group(
        name: "renderSync",
        members: [
            "initialSyncDone": .initialSyncDone, "webhookSecret": .webhookSecret, "triggerPaths": .triggerPaths,
            "deployMode": .deployMode, "allowEmptySource": .allowEmptySource, "maxDeletions": .maxDeletions,
            "bulkWrites": .bulkWrites, "includeKeys": .includeKeys, "excludeKeys": .excludeKeys,
            "requiredKeys": .requiredKeys, "warnings": .warnings, "tags": .tags, "waitForDeploy": .waitForDeploy,
        ])

    /// Every object and the top.
    static let groups = [topLevel, syncOptions, destinationConfig, renderSync]
}
