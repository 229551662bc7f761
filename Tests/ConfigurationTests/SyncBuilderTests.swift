// SPDX-License-Identifier: MIT

import Configuration
import SyncCore
import Testing
import TestSupport
@testable import Basics

/// The forms in which a sync can be written down.
@Suite struct SyncFormsTests {
    private static let createBody = """
        {"name": "my-render-sync", "projectId": "project-9", "description": "an example sync",
         "connectionId": "conn-1", "environment": "production", "secretPath": "/my-secrets", "isEnabled": true,
         "syncOptions": {"initialSyncBehavior": "overwrite-destination", "keySchema": "APP_{{secretKey}}",
                         "disableSecretDeletion": true, "autoRedeployServices": true},
         "destinationConfig": {"scope": "service", "serviceId": "srv-9", "type": "env"}}
        """

    private static let answerItem = """
        {"id": "sync-1", "name": "my-render-sync", "description": null, "isEnabled": true, "version": 1,
         "folderId": "folder-1", "connectionId": "conn-1", "createdAt": "2024-05-01T12:00:00Z",
         "updatedAt": "2024-05-01T12:00:00Z", "syncStatus": "succeeded", "lastSyncJobId": "123",
         "lastSyncMessage": null, "lastSyncedAt": "2024-05-01T12:00:00Z", "importStatus": null,
         "lastImportJobId": null, "lastImportMessage": null, "lastImportedAt": null, "removeStatus": null,
         "lastRemoveJobId": null, "lastRemoveMessage": null, "lastRemovedAt": null,
         "syncOptions": {"initialSyncBehavior": "import-prioritize-source"}, "projectId": "project-9",
         "connection": {"app": "render", "name": "my-render-connection", "id": "conn-1"},
         "environment": {"slug": "production", "name": "Production", "id": "env-1"},
         "folder": {"id": "folder-1", "path": "/my-secrets"}, "destination": "render",
         "destinationConfig": {"scope": "environment-group", "environmentGroupId": "evg-9", "type": "env"}}
        """

    @Test func theLeastIsOneSyncOfTheRootCalledDefault() throws {
        let sync = try Load().sync
        #expect(sync.name == "default")
        #expect(sync.source == SyncSource(projectID: "project-1", environment: "prod", path: .root))
        #expect(sync.destination == SyncDestination(scope: .service("srv-1"), kind: .env))
        #expect(sync.options == SyncOptions())
        #expect(sync.isAutoSyncEnabled)
    }

    @Test func theBodyOfCreateRenderSyncIsTakenAsItStands() throws {
        let sync = try Load(json: Self.createBody).sync
        var options = SyncOptions()
        options.keySchema = try KeySchema("APP_{{secretKey}}", environment: "production")
        options.disableSecretDeletion = true
        options.autoRedeployServices = true
        #expect(sync.name == "my-render-sync")
        #expect(sync.description == "an example sync")
        #expect(sync.source.projectID == "project-9")
        #expect(sync.source.environment == "production")
        #expect(sync.source.path == SecretPath("/my-secrets"))
        #expect(sync.destination.scope == .service("srv-9"))
        #expect(sync.options == options)
    }

    @Test func anItemOfInfisicalsAnswersIsTakenAsItStands() throws {
        let sync = try Load(json: Self.answerItem).sync
        #expect(sync.source.environment == "production")
        #expect(sync.source.path == SecretPath("/my-secrets"))
        #expect(sync.destination.scope == .environmentGroup("evg-9"))
        #expect(sync.options.initialSyncBehavior == .importPrioritizeSource)
    }

    @Test func aNullPathInTheJSONLeavesTheFoldersPath() throws {
        let json = Self.answerItem.dropLast() + #", "secretPath": null}"#
        #expect(try Load(json: String(json)).sync.source.path == SecretPath("/my-secrets"))
    }

    @Test func aFieldOverridesTheJSON() throws {
        let sync = try Load(
            json: Self.createBody,
            [
                "RENDER_SYNC_ENVIRONMENT": "staging", "RENDER_SYNC_DISABLE_SECRET_DELETION": "false",
                "RENDER_SYNC_NAME": "other",
            ]
        ).sync
        #expect(sync.source.environment == "staging")
        #expect(!sync.options.disableSecretDeletion)
        #expect(sync.name == "other")
        #expect(sync.options.autoRedeployServices)
    }

    @Test func everyFieldIsRead() throws {
        let sync = try Load([
            "RENDER_SYNC_NAME": "api", "RENDER_SYNC_DESCRIPTION": "the API", "RENDER_SYNC_SECRET_PATH": "backend//api/",
            "RENDER_SYNC_AUTO_SYNC_ENABLED": "false",
            "RENDER_SYNC_INITIAL_SYNC_BEHAVIOR": "import-prioritize-destination",
            "RENDER_SYNC_KEY_SCHEMA": "{{environment}}_{{secretKey}}", "RENDER_SYNC_DISABLE_SECRET_DELETION": "true",
            "RENDER_SYNC_AUTO_REDEPLOY_SERVICES": "TRUE", "RENDER_SYNC_SCOPE": "environment-group",
            "RENDER_SYNC_ENVIRONMENT_GROUP_ID": "evg-1", "RENDER_SYNC_TYPE": "file",
            "RENDER_SYNC_WEBHOOK_SECRET": "own", "RENDER_SYNC_TRIGGER_PATHS": "/shared, /infra/**",
            "RENDER_SYNC_DEPLOY_MODE": "deploy_only", "RENDER_SYNC_ALLOW_EMPTY_SOURCE": "true",
            "RENDER_SYNC_MAX_DELETIONS": "0", "RENDER_SYNC_BULK_WRITES": "never",
            "RENDER_SYNC_INITIAL_SYNC_DONE": "true", "RENDER_SYNC_INCLUDE_KEYS": "APP_*, PORT",
            "RENDER_SYNC_EXCLUDE_KEYS": "*_LOCAL", "RENDER_SYNC_REQUIRED_KEYS": "DATABASE_URL",
            "RENDER_SYNC_WARNINGS": "reference,white-space",
        ]).sync
        var options = SyncOptions()
        options.initialSyncBehavior = .importPrioritizeDestination
        options.keySchema = try KeySchema("prod_{{secretKey}}", environment: "")
        options.disableSecretDeletion = true
        options.autoRedeployServices = true
        options.deployMode = .deployOnly
        options.allowEmptySource = true
        options.maxDeletions = .count(0)
        options.bulkWrites = .never
        options.isInitialSyncDone = true
        options.keyFilter = KeyFilter(
            included: [KeyGlob("APP_*"), KeyGlob("PORT")], excluded: [KeyGlob("*_LOCAL")])
        options.requiredKeys = [KeyGlob("DATABASE_URL")]
        options.warnings = [.reference, .whiteSpace]
        #expect(sync.options == options)
        #expect(sync.name == "api")
        #expect(sync.description == "the API")
        #expect(sync.source.path == SecretPath("/backend/api"))
        #expect(!sync.isAutoSyncEnabled)
        #expect(sync.destination == SyncDestination(scope: .environmentGroup("evg-1"), kind: .file))
        #expect(sync.webhookSecret == Secret("own"))
        #expect(sync.triggerPaths == [TriggerPath("/shared"), TriggerPath("/infra/**")])
        #expect(try Load(["RENDER_SYNC_RECURSIVE": "true"]).sync.source.isRecursive)
    }

    @Test(arguments: ["/a,dev:", ":/a"]) func halfATriggerPathIsAnError(text: String) {
        #expect(
            Load(["RENDER_SYNC_TRIGGER_PATHS": text]).problems
                == ["RENDER_SYNC_TRIGGER_PATHS: expected paths, or environment:path, separated by commas"])
    }

    @Test(arguments: [
        (#""isEnabled": false"#, false), (#""isAutoSyncEnabled": false"#, false),
        (#""isEnabled": true, "isAutoSyncEnabled": false"#, false),
        (#""isEnabled": false, "isAutoSyncEnabled": true"#, false),
        (#""isEnabled": true, "isAutoSyncEnabled": true"#, true),
    ])
    func offInEitherSpellingIsOff(members: String, isEnabled: Bool) throws {
        let json = #"{"projectId":"p","environment":"prod","destinationConfig":{"serviceId":"srv-1"},\#(members)}"#
        #expect(try Load(json: json).sync.isAutoSyncEnabled == isEnabled)
    }

    @Test(
        arguments: [
            ("all", Set(WarningKind.allCases)), ("none", []), ("empty", [.empty]),
            ("import, placeholder", [.import, .placeholder]),
        ] as [(String, Set<WarningKind>)])
    func warningsAreAllNoneOrAList(text: String, kinds: Set<WarningKind>) throws {
        #expect(try Load(["RENDER_SYNC_WARNINGS": text]).sync.options.warnings == kinds)
    }

    @Test(arguments: [
        ("WARNINGS", "loud"), ("WARNINGS", "all,none"), ("WARNINGS", "empty,loud"), ("INCLUDE_KEYS", ","),
        ("EXCLUDE_KEYS", " , "), ("REQUIRED_KEYS", ""), ("MAX_DELETIONS", "half"), ("MAX_DELETIONS", "200%"),
        ("INITIAL_SYNC_DONE", "yes"),
    ])
    func anythingElseIsAnError(field: String, text: String) {
        #expect(Load(["RENDER_SYNC_\(field)": text]).faulty == ["RENDER_SYNC_\(field)"])
    }

    // MARK: Beyond Infisical's

    @Test func oneVariableHoldsAWholeSync() throws {
        let json =
            Self.createBody.dropLast() + """
                , "renderSync": {"initialSyncDone": true, "webhookSecret": "own", "triggerPaths": ["/shared", "/infra/**"],
                  "deployMode": "deploy_only", "allowEmptySource": true, "maxDeletions": "30%", "bulkWrites": "never",
                  "includeKeys": ["APP_*", "PORT"], "excludeKeys": "*_LOCAL", "requiredKeys": ["A"], "warnings": ["empty"]}}
                """
        let sync = try Load(json: String(json)).sync
        #expect(sync.options.isInitialSyncDone)
        #expect(sync.webhookSecret == Secret("own"))
        #expect(sync.triggerPaths == [TriggerPath("/shared"), TriggerPath("/infra/**")])
        #expect(sync.options.deployMode == .deployOnly)
        #expect(sync.options.allowEmptySource)
        #expect(sync.options.maxDeletions == .percentage(30))
        #expect(sync.options.bulkWrites == .never)
        #expect(
            sync.options.keyFilter
                == KeyFilter(included: [KeyGlob("APP_*"), KeyGlob("PORT")], excluded: [KeyGlob("*_LOCAL")]))
        #expect(sync.options.requiredKeys == [KeyGlob("A")])
        #expect(sync.options.warnings == [.empty])
    }

    @Test func aNumberOfDeletionsMayBeANumberInJSON() throws {
        let json = Self.createBody.dropLast() + #", "renderSync": {"maxDeletions": 3}}"#
        #expect(try Load(json: String(json)).sync.options.maxDeletions == .count(3))
    }

    @Test(arguments: [
        (
            #"{"maxDeletion": 3}"#,
            "RENDER_SYNC: renderSync.maxDeletion: unknown member: did you mean renderSync.maxDeletions?"
        ),
        (
            #"{"keySchema": "A_{{secretKey}}"}"#,
            "RENDER_SYNC: renderSync.keySchema: unknown member: did you mean syncOptions.keySchema?"
        ),
        (#"{"colour": 3}"#, "RENDER_SYNC: renderSync.colour: unknown member: remove it"),
        (#"{"includeKeys": [1]}"#, "RENDER_SYNC: renderSync.includeKeys: expected a list of texts"),
        (#"{"includeKeys": ["A,B"]}"#, "RENDER_SYNC: renderSync.includeKeys: expected a list of texts without commas"),
        (#"{"maxDeletions": true}"#, "RENDER_SYNC: renderSync.maxDeletions: expected a whole number, or text"),
        ("7", "RENDER_SYNC: renderSync: expected an object"),
    ])
    func whatIsNotUnderstoodThereIsAnError(member: String, problem: String) {
        let json = Self.createBody.dropLast() + #", "renderSync": \#(member)}"#
        #expect(Load(json: String(json)).problems == [problem])
    }

    // MARK: Subfolders

    @Test(arguments: [
        #""syncOptions": {"recursive": true}"#, #""syncOptions": {"includeAllSubFolders": true}"#,
        #""recursive": true"#, #""includeAllSubFolders": true"#,
        #""includeAllSubFolders": true, "syncOptions": {"recursive": true, "includeAllSubFolders": null}"#,
    ])
    func subfoldersAreIncludedByEitherNameInEitherPlace(members: String) throws {
        let json = #"{"projectId":"p","environment":"prod","destinationConfig":{"serviceId":"srv-1"},\#(members)}"#
        #expect(try Load(json: json).sync.source.isRecursive)
    }

    @Test func twoWordsForSubfoldersMustAgree() {
        let members = #""includeAllSubFolders": true, "syncOptions": {"recursive": false}"#
        let json = #"{"projectId":"p","environment":"prod","destinationConfig":{"serviceId":"srv-1"},\#(members)}"#
        #expect(
            Load(json: json).problems == [
                "RENDER_SYNC: syncOptions.recursive: contradicts RENDER_SYNC: includeAllSubFolders: remove one of the two"
            ])
    }

    // MARK: Named syncs

    @Test func namedSyncsShareTheUnnamedFieldsAsDefaults() throws {
        let configuration = try Load([
            "RENDER_SYNCS": "api, worker", "RENDER_SYNC_API_SECRET_PATH": "/api",
            "RENDER_SYNC_WORKER_SERVICE_ID": "srv-2", "RENDER_SYNC_WORKER_ENVIRONMENT": "staging",
        ]).configuration
        #expect(configuration.syncs.map(\.name) == ["api", "worker"])
        #expect(configuration.syncs.map(\.variablePrefix) == ["RENDER_SYNC_API", "RENDER_SYNC_WORKER"])
        #expect(configuration.syncs.map(\.source.environment) == ["prod", "staging"])
        #expect(configuration.syncs.map(\.source.path.description) == ["/api", "/"])
        #expect(configuration.syncs.map(\.destination.scope) == [.service("srv-1"), .service("srv-2")])
    }

    @Test func renderSyncsNamesTheSyncWhateverItsJSONSays() throws {
        let sync = try Load(only: [
            "INFISICAL_TOKEN": "t", "RENDER_API_KEY": "k", "RENDER_SYNCS": "api", "RENDER_SYNC_API": Self.createBody,
        ]).sync
        #expect(sync.name == "api")
        #expect(sync.source.projectID == "project-9")
    }

    /// default < JSON < field, for one and the same option.
    @Test(arguments: [
        (json: nil, field: nil, isEnabled: false), (json: "true", field: nil, isEnabled: true),
        (json: "true", field: "false", isEnabled: false),
    ])
    func aNamedSyncsOwnWordGoesOverTheDefault(json: String?, field: String?, isEnabled: Bool) throws {
        var changes: [String: String?] = ["RENDER_SYNCS": "api", "RENDER_SYNC_AUTO_SYNC_ENABLED": "false"]
        changes["RENDER_SYNC_API"] = json.map { #"{"isAutoSyncEnabled": \#($0)}"# }
        changes["RENDER_SYNC_API_AUTO_SYNC_ENABLED"] = field
        #expect(try Load(changes.compactMapValues { $0 }).sync.isAutoSyncEnabled == isEnabled)
    }

    @Test func aNameBecomesAVariableInUpperCaseWithUnderscores() throws {
        let sync = try Load(["RENDER_SYNCS": "my-api.v2", "RENDER_SYNC_MY_API_V2_SECRET_PATH": "/v2"]).sync
        #expect(sync.name == "my-api.v2")
        #expect(sync.source.path == SecretPath("/v2"))
    }

    // MARK: Destination

    @Test(
        arguments: [
            // The scope follows from the id.
            (scope: nil, service: "srv-1", group: nil, expected: .service("srv-1")),
            (scope: nil, service: nil, group: "evg-1", expected: .environmentGroup("evg-1")),
            // Said expressly, it decides between two ids.
            (scope: "service", service: "srv-1", group: "evg-1", expected: .service("srv-1")),
            (scope: "environment-group", service: "srv-1", group: "evg-1", expected: .environmentGroup("evg-1")),
            // Two ids and no word, or a word and no id for it.
            (scope: nil, service: "srv-1", group: "evg-1", expected: nil),
            (scope: "service", service: nil, group: "evg-1", expected: nil),
            (scope: "environment-group", service: "srv-1", group: nil, expected: nil),
            (scope: nil, service: nil, group: nil, expected: nil),
            // An id goes into a path.
            (scope: nil, service: "srv-1/../x", group: nil, expected: nil),
            (scope: nil, service: "..", group: nil, expected: nil),
        ] as [(scope: String?, service: String?, group: String?, expected: SyncDestination.Scope?)])
    func theDestinationFollowsFromScopeAndIDs(
        scope: String?, service: String?, group: String?, expected: SyncDestination.Scope?
    ) {
        let load = Load([
            "RENDER_SYNC_SCOPE": scope, "RENDER_SYNC_SERVICE_ID": service, "RENDER_SYNC_ENVIRONMENT_GROUP_ID": group,
        ])
        #expect((try? load.sync.destination.scope) == expected)
        #expect(load.problems.isEmpty == (expected != nil))
    }
}
