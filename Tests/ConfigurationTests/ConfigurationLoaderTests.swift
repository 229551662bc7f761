// SPDX-License-Identifier: MIT

import Basics
import SyncCore
import Configuration
import Testing
import TestSupport

@Suite struct ConfigurationLoaderTests {
    private static let canary = "canary-7f3a9c"

    @Test func everyProblemIsReportedAtOnce() {
        let load = Load(only: [
            "RENDER_SYNC_SECRET_PATH": "", "RENDER_SYNC_KEY_SCHEMA": "APP_", "RENDER_SYNC_MAX_DELETIONS": "-1",
            "RENDER_SYNC_WARNINGS": "loud",
            "RENDER_SYNC_TYPE": "vault", "RENDER_SYNC_DISABLE_SECRET_DELETION": "yes", "RENDER_SYNC_TIMEOUT": "ten",
            "RENDER_SYNC_TRIGGER_PATHS": "", "RENDER_SYNC_RECURSVE": "true", "RENDER_API_URL": "ftp://x",
            "RENDER_SYNC_LOG_LEVEL": "loud", "RENDER_SYNC_LOG_FORMAT": "xml", "RENDER_SYNC_ALLOW_HTTP": "perhaps",
            "RENDER_SYNC_QUEUE": "kafka",
        ])
        let expected: Set = [
            "RENDER_SYNC_SECRET_PATH", "RENDER_SYNC_KEY_SCHEMA", "RENDER_SYNC_MAX_DELETIONS", "RENDER_SYNC_WARNINGS",
            "RENDER_SYNC_TYPE",
            "RENDER_SYNC_DISABLE_SECRET_DELETION", "RENDER_SYNC_TIMEOUT", "RENDER_SYNC_TRIGGER_PATHS",
            "RENDER_SYNC_RECURSVE", "RENDER_API_URL", "RENDER_SYNC_LOG_LEVEL", "RENDER_SYNC_LOG_FORMAT",
            "RENDER_SYNC_ALLOW_HTTP", "RENDER_SYNC_QUEUE", "RENDER_SYNC_PROJECT_ID", "RENDER_SYNC_ENVIRONMENT",
            "RENDER_SYNC_SERVICE_ID",
            "RENDER_API_KEY", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID",
        ]
        #expect(Set(load.faulty) == expected)
        #expect(load.faulty.count == expected.count)
    }

    /// Every variable at once holds something wrong, and the canary.
    @Test func noProblemRepeatsAValue() {
        var variables: [String: String] = [:]
        for field in [
            "NAME", "PROJECT_ID", "DESCRIPTION", "CONNECTION_ID", "ENVIRONMENT", "SECRET_PATH", "AUTO_SYNC_ENABLED",
            "INITIAL_SYNC_BEHAVIOR", "KEY_SCHEMA", "DISABLE_SECRET_DELETION", "AUTO_REDEPLOY_SERVICES", "RECURSIVE",
            "SCOPE", "SERVICE_ID", "ENVIRONMENT_GROUP_ID", "TYPE", "WEBHOOK_SECRET", "TRIGGER_PATHS", "DEPLOY_MODE",
            "ALLOW_EMPTY_SOURCE", "MAX_DELETIONS", "BULK_WRITES", "TIMEOUT", "RESPOND_WITHIN", "SIGNATURE_TOLERANCE",
            "LOG_LEVEL", "LOG_FORMAT", "ALLOW_HTTP", "UNKNOWN",
        ] {
            variables["RENDER_SYNC_\(field)"] = "\n\(Self.canary) ?"
        }
        for variable in [
            "RENDER_API_KEY", "RENDER_API_URL", "INFISICAL_DOMAIN", "INFISICAL_TOKEN", "INFISICAL_AUTH_METHOD",
            "INFISICAL_WEBHOOK_SECRET", "INFISICAL_WEBHOOK_SECRET_PREVIOUS", "RENDER_SYNC",
        ] {
            variables[variable] = "\n\(Self.canary) ?"
        }
        let load = Load(only: variables)
        #expect(load.problems.count >= 20)
        #expect(load.problems.filter { $0.contains(Self.canary) } == [])
    }

    @Test func noProblemRepeatsAValueOfTheJSON() {
        let load = Load(
            json: """
                {"projectId": 1, "environment": true, "secretPath": ["\(Self.canary)"], "isEnabled": "\(Self.canary)",
                 "syncOptions": {"disableSecretDeletion": "\(Self.canary)", "keySchema": "\(Self.canary)", "x": 1},
                 "destinationConfig": {"scope": "\(Self.canary)", "serviceId": "/\(Self.canary)", "type": 7}}
                """)
        #expect(load.problems.count >= 9)
        #expect(load.problems.filter { $0.contains(Self.canary) } == [])
    }

    @Test func aScopeThatIsWrongIsOneFault() {
        let load = Load(["RENDER_SYNC_SCOPE": "env", "RENDER_SYNC_ENVIRONMENT_GROUP_ID": "evg-1"])
        #expect(load.faulty == ["RENDER_SYNC_SCOPE"])
    }

    @Test func variablesThatRenderItselfSetsAreNeverRead() throws {
        let load = Load(["RENDER_SERVICE_ID": "srv-other", "RENDER": "true", "RENDER_SERVICE_NAME": "x"])
        #expect(try load.sync.destination.scope == .service("srv-1"))
    }

    @Test(arguments: [
        "PROJECT_ID", "ENVIRONMENT", "SECRET_PATH", "KEY_SCHEMA", "SERVICE_ID", "CONNECTION_ID", "NAME",
        "DISABLE_SECRET_DELETION", "MAX_DELETIONS", "TRIGGER_PATHS", "WEBHOOK_SECRET", "TYPE",
    ])
    func aSetButEmptyFieldIsAnError(field: String) {
        #expect(Load(["RENDER_SYNC_\(field)": ""]).faulty.first == "RENDER_SYNC_\(field)")
    }

    @Test func anEmptyDescriptionIsNoError() throws {
        #expect(try Load(["RENDER_SYNC_DESCRIPTION": ""]).sync.description == "")
    }

    @Test(arguments: [
        ("APP_", "exactly one {{secretKey}}"), ("{{secretKey}}{{secretKey}}", "exactly one {{secretKey}}"),
        ("A.{{secretKey}}", "only letters"), (String(repeating: "A", count: 243) + "{{secretKey}}", "255"),
    ])
    func aBadKeySchemaSaysWhatWasExpected(schema: String, expectation: String) {
        let problems = Load(["RENDER_SYNC_KEY_SCHEMA": schema]).problems
        #expect(problems.count == 1)
        #expect(problems.first?.contains(expectation) == true)
    }

    @Test func recursiveAndAnImportDoNotGoTogether() {
        let load = Load([
            "RENDER_SYNC_RECURSIVE": "true", "RENDER_SYNC_INITIAL_SYNC_BEHAVIOR": "import-prioritize-source",
        ])
        #expect(load.faulty == ["RENDER_SYNC_RECURSIVE"])
    }

    @Test func withoutAnySyncTheOneProblemSaysHowToConfigureOne() {
        #expect(
            Load(only: ["INFISICAL_TOKEN": "t", "RENDER_API_KEY": "k"]).problems == [
                "RENDER_SYNC: no sync is configured: set RENDER_SYNC_PROJECT_ID, RENDER_SYNC_ENVIRONMENT and "
                    + "RENDER_SYNC_SERVICE_ID, or name several in RENDER_SYNCS"
            ])
    }

    @Test func withoutAnythingEverythingThatIsMissingIsSaid() {
        #expect(
            Load(only: [:]).faulty == ["RENDER_SYNC", "RENDER_API_KEY", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"])
    }

    @Test func bothFormsAtOnceAreRefused() {
        #expect(Load(["RENDER_SYNCS": "api", "RENDER_SYNC": "{}"]).faulty == ["RENDER_SYNC"])
    }

    /// Anybody can sign with it.
    @Test func anEmptySigningKeyInTheJSONIsNone() {
        let load = Load(json: #"{"renderSync": {"webhookSecret": ""}}"#)
        #expect(load.faulty.contains("RENDER_SYNC: renderSync.webhookSecret"))
        #expect(load.loader.signingKeys.isEmpty)
    }

    @Test func theSigningKeysAreKnownThoughTheRestIsBroken() {
        let load = Load([
            "INFISICAL_WEBHOOK_SECRET": "a", "INFISICAL_WEBHOOK_SECRET_PREVIOUS": "b",
            "RENDER_SYNC_WEBHOOK_SECRET": "c",
            "RENDER_SYNC_PROJECT_ID": nil,
        ])
        #expect(!load.problems.isEmpty)
        #expect(load.loader.signingKeys.map(\.scope) == [.everySync, .everySync, .sync("default")])
    }
}
