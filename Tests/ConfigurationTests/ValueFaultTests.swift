// SPDX-License-Identifier: MIT

import Configuration
import HTTPClient
import SyncCore
import TestSupport
import Testing

/// What comes along when values are copied, or is not expanded.
@Suite struct ValueFaultTests {
    /// Every variable that takes text, with something valid in it.
    private static let texts = [
        "RENDER_API_KEY": "rnd_1", "RENDER_API_URL": "https://x.example/v1", "INFISICAL_DOMAIN": "https://x.example",
        "INFISICAL_TOKEN": "token-1", "INFISICAL_WEBHOOK_SECRET": "0123456789abcdef",
        "RENDER_SYNC_PROJECT_ID": "project-1", "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SECRET_PATH": "/a",
        "RENDER_SYNC_SERVICE_ID": "srv-1", "RENDER_SYNC_CONNECTION_ID": "team-1",
        "RENDER_CONNECTION_TEAM_1_API_KEY": "rnd_2", "RENDER_SYNC_KEY_SCHEMA": "A_{{secretKey}}",
        "RENDER_SYNC_TYPE": "env", "RENDER_SYNC_MAX_DELETIONS": "3", "RENDER_SYNC_RECURSIVE": "true",
        "RENDER_SYNC_WEBHOOK_SECRET": "0123456789abcdef", "RENDER_SYNC_TRIGGER_PATHS": "/a", "RENDER_SYNC_NAME": "api",
        "RENDER_SYNC_TIMEOUT": "60", "RENDER_SYNC_LOG_LEVEL": "info", "RENDER_SYNC_ALLOW_HTTP": "true",
        "RENDER_SYNC_QUEUE": "pubsub", "RENDER_SYNC_INCLUDE_KEYS": "A", "RENDER_SYNC_WARNINGS": "all",
        "RENDER_SYNC_NOTIFY_URL": "https://hooks.slack.com/services/x", "RENDER_SYNC_NOTIFY_ON": "always",
    ]

    /// What is put around a value, and what is said of it.
    private static let wrappings = [
        (" ", "", "begins with white space: remove it"), ("", "\u{A0}", "ends with white space: remove it"),
        ("", "\r", "holds a line break or another control character: remove it"),
        ("", "\u{7}", "holds a line break or another control character: remove it"),
        ("\u{FEFF}", "", "begins with a byte order mark: remove it"),
        ("\"", "\"", "is in quotation marks: remove them (Docker and Compose take a value as it stands)"),
        ("'", "'", "is in quotation marks: remove them (Docker and Compose take a value as it stands)"),
    ]

    @Test func theTextsAreValid() {
        #expect(Load(Self.texts).problems == [])
    }

    @Test(arguments: texts.keys.sorted()) func itIsTheOneErrorOfAnyVariable(variable: String) {
        for (before, after, fault) in Self.wrappings {
            var variables = Self.texts
            variables[variable] = before + (Self.texts[variable] ?? "") + after
            let expected = ["\(variable): \(fault)"]
            // Without its id, a connection's key has no sync.
            let problems = Load(variables).problems.filter {
                variable != "RENDER_SYNC_CONNECTION_ID" || !$0.hasPrefix("RENDER_CONNECTION_")
            }
            #expect(problems == expected, "\(fault)")
        }
    }

    @Test func itIsAnErrorInJSONToo() {
        let load = Load(
            json: #"{"projectId": " p", "environment": "prod", "destinationConfig": {"serviceId": "srv-1"}}"#)
        #expect(load.problems == ["RENDER_SYNC: projectId: begins with white space: remove it"])
    }

    @Test func aDescriptionMayBeAnyText() throws {
        #expect(try Load(["RENDER_SYNC_DESCRIPTION": " 'a'\n"]).sync.description == " 'a'\n")
    }

    @Test(arguments: [
        "RENDER_SYNC_PROJECT_ID", "RENDER_SYNC_ENVIRONMENT", "RENDER_SYNC_SERVICE_ID", "RENDER_SYNC_CONNECTION_ID",
        "RENDER_SYNC_SECRET_PATH", "RENDER_SYNC_KEY_SCHEMA", "RENDER_SYNC_MAX_DELETIONS", "RENDER_SYNC_INCLUDE_KEYS",
        "RENDER_SYNC_TIMEOUT", "RENDER_SYNC_NOTIFY_ON", "INFISICAL_DOMAIN", "RENDER_API_URL", "INFISICAL_CA_BUNDLE",
    ])
    func aReferenceThatWasNotExpandedIsTheOneError(variable: String) {
        for (text, fault) in [("srv-${NAME}", "${...} in it was not expanded"), ("$NAME", "$NAME was not expanded")] {
            #expect(Load([variable: text]).problems == ["\(variable): \(fault): set the value itself"])
        }
    }

    @Test func aSyncInQuotationMarksIsNoFaultOfItsJSON() {
        let fault = "is in quotation marks: remove them (Docker and Compose take a value as it stands)"
        for text in ["'{}'", #""{"a":1}""#] {
            #expect(Load(only: Self.apis.merging(["RENDER_SYNC": text]) { $1 }).problems == ["RENDER_SYNC: \(fault)"])
        }
    }

    private static let apis = ["INFISICAL_TOKEN": "token-1", "RENDER_API_KEY": "rnd_1"]

    @Test(arguments: ["RENDER_API_KEY", "INFISICAL_TOKEN", "INFISICAL_WEBHOOK_SECRET", "RENDER_SYNC_WEBHOOK_SECRET"])
    func aStandInForACredentialIsAnError(variable: String) {
        for text in ["replace me", "replace-me", "Replace Me", "...", "rnd_...", "changeme"] {
            #expect(
                Load([variable: text]).problems == [
                    "\(variable): still holds the example's placeholder: set the real one"
                ])
        }
        #expect(
            Load([variable: "${NAME}"]).problems == ["\(variable): ${...} was not expanded: set the value itself"])
    }

    @Test(arguments: [("PROJECT_ID", "replace me"), ("PROJECT_ID", "replace-me"), ("SERVICE_ID", "srv-replace-me")])
    func aStandInForAnIDIsAnError(field: String, text: String) {
        #expect(
            Load(["RENDER_SYNC_\(field)": text]).problems
                == ["RENDER_SYNC_\(field): still holds the example's placeholder: set the real one"])
    }

    // MARK: Ids

    @Test(arguments: [
        ("SERVICE_ID", "evg-1", "evg-... is an environment group's id: set RENDER_SYNC_ENVIRONMENT_GROUP_ID instead"),
        ("ENVIRONMENT_GROUP_ID", "srv-1", "srv-... is a service's id: set RENDER_SYNC_SERVICE_ID instead"),
        ("ENVIRONMENT_GROUP_ID", "crn-1", "crn-... is a service's id: set RENDER_SYNC_SERVICE_ID instead"),
        (
            "SERVICE_ID", "my-service",
            "expected an id like srv-..., not a name or an address: it is the last part of the address of its page in "
                + "Render's Dashboard"
        ),
        (
            "SERVICE_ID", "https://dashboard.render.com/web/srv-1",
            "expected an id like srv-..., not a name or an address: it is the last part of the address of its page in "
                + "Render's Dashboard"
        ),
        (
            "ENVIRONMENT_GROUP_ID", "group",
            "expected an id like evg-..., not a name or an address: it is the last part of the address of its page in "
                + "Render's Dashboard"
        ),
        ("SERVICE_ID", "", "is set but empty: give it a value or unset it"),
        ("ENVIRONMENT_GROUP_ID", "", "is set but empty: give it a value or unset it"),
    ])
    func anIDOfTheWrongKindIsTheOneError(field: String, id: String, problem: String) {
        var variables: [String: String?] = ["RENDER_SYNC_SERVICE_ID": nil]
        variables["RENDER_SYNC_\(field)"] = id
        #expect(Load(variables).problems == ["RENDER_SYNC_\(field): \(problem)"])
    }

    @Test(arguments: [
        (
            "RENDER_SYNC_PROJECT_ID", "Shop API",
            "expected the project's id, not a name or an address: render-sync list projects shows it"
        ),
        (
            "RENDER_SYNC_PROJECT_ID", "https://app.infisical.com/projects/1",
            "expected the project's id, not a name or an address: render-sync list projects shows it"
        ),
        (
            "RENDER_SYNC_ENVIRONMENT", "Production (EU)",
            "expected the environment's slug, such as prod, not a name or an address"
        ),
        (
            "RENDER_SYNC_SECRET_PATH", "https://app.infisical.com/x",
            "expected a folder's path, such as /backend/api, not an address"
        ),
    ])
    func aNameOrAnAddressIsNoPlaceAtInfisical(variable: String, text: String, problem: String) {
        #expect(Load([variable: text]).problems == ["\(variable): \(problem)"])
    }

    @Test func anIdentityIsNamedByItsID() {
        let variables: [String: String?] = [
            "INFISICAL_TOKEN": nil, "INFISICAL_AUTH_METHOD": "kubernetes",
            "INFISICAL_MACHINE_IDENTITY_ID": "my identity",
        ]
        #expect(
            Load(variables).problems == [
                "INFISICAL_MACHINE_IDENTITY_ID: expected the identity's id, not a name or an address: "
                    + "its page in Infisical shows it"
            ])
    }

    @Test func aCronJobIsAService() throws {
        #expect(try Load(["RENDER_SYNC_SERVICE_ID": "crn-1"]).sync.destination.scope == .service("crn-1"))
    }

    // MARK: Connections

    @Test(arguments: [
        ("RENDER_CONNECTION_ABC_APIKEY", "did you mean RENDER_CONNECTION_ABC_API_KEY?"),
        ("RENDER_CONNECTION_ABCD_API_KEY", "did you mean RENDER_CONNECTION_ABC_API_KEY?"),
        ("RENDER_CONNECTION_OTHER_TEAM_API_KEY", "no sync has the CONNECTION_ID that makes it"),
    ])
    func anUnknownConnectionIsAnError(variable: String, advice: String) {
        let load = Load(["RENDER_SYNC_CONNECTION_ID": "abc", variable: "rnd_2"])
        #expect(load.problems == ["\(variable): unknown variable: \(advice)"])
    }

    @Test func aSyncKnowsWhereItsKeyCameFrom() throws {
        #expect(try Load().sync.renderAPIKey.variable == "RENDER_API_KEY")
        let load = Load(["RENDER_SYNC_CONNECTION_ID": "abc", "RENDER_CONNECTION_ABC_API_KEY": "rnd_2"])
        #expect(try load.sync.renderAPIKey.variable == "RENDER_CONNECTION_ABC_API_KEY")
    }

    // MARK: Names

    @Test(arguments: [
        ("api worker", "api worker: separate names with commas"), ("api,api", "api is named twice"),
        ("api,API", "the names api and API both make the variable RENDER_SYNC_API: rename one"),
    ])
    func aListOfNamesSaysWhatIsWrongWithIt(list: String, problem: String) {
        #expect(Load(["RENDER_SYNCS": list]).problems == ["RENDER_SYNCS: \(problem)"])
    }

    @Test func aFieldOfASyncThatIsNotNamedSaysHowToNameIt() {
        #expect(
            Load(["RENDER_SYNC_API_SERVICE_ID": "srv-1"]).problems == [
                "RENDER_SYNC_API_SERVICE_ID: unknown variable: did you mean RENDER_SYNC_SERVICE_ID? "
                    + "or name the sync: RENDER_SYNCS=api"
            ])
        #expect(
            Load(["RENDER_SYNCS": "api", "RENDER_SYNC_WORKER_SERVICE_ID": "srv-1"]).problems
                == ["RENDER_SYNC_WORKER_SERVICE_ID: unknown variable: add the sync to RENDER_SYNCS: worker"])
    }

    // MARK: Signing keys

    @Test func aShortSigningKeyIsWarnedOf() {
        #expect(Load(["INFISICAL_WEBHOOK_SECRET": "0123456789abcdef"]).loader.warnings == [])
        let warnings = Load(["INFISICAL_WEBHOOK_SECRET": "0123456789abcde"]).loader.warnings
        #expect(warnings.map(\.variable) == ["INFISICAL_WEBHOOK_SECRET"])
        #expect(!Load(["INFISICAL_WEBHOOK_SECRET": "password"]).loader.warnings.description.contains("password"))
    }

    @Test func aSigningKeyThatCannotBeUsedIsNotCalledMissing() {
        #expect(Load(["INFISICAL_WEBHOOK_SECRET": "a\nb"]).loader.hasBrokenSigningKey)
        #expect(Load(["RENDER_SYNC_API_WEBHOOK_SECRET_FILE": "/key"]).loader.hasBrokenSigningKey)
        #expect(!Load(["RENDER_SYNC_TYPE": "vault"]).loader.hasBrokenSigningKey)
        let named = Load(["RENDER_SYNCS": "webhook_secrets", "RENDER_SYNC_WEBHOOK_SECRETS_TYPE": "vault"])
        #expect(!named.loader.hasBrokenSigningKey)
    }

    @Test func rendersAddressIsTakenWithOrWithoutItsVersion() throws {
        for text in ["https://x.example", "https://x.example/", "https://x.example/v1", "https://x.example/v1/"] {
            #expect(try Load(["RENDER_API_URL": text]).configuration.renderURL.description == "https://x.example/v1")
        }
    }
}
