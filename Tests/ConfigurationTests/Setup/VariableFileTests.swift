// SPDX-License-Identifier: MIT

import Basics
import SyncCore
import TestSupport
import Testing
@testable import Configuration

@Suite struct VariableFileTests {
    private static let source = SyncSource(
        projectID: "p", environment: "prod", path: SecretPath("/a"), isRecursive: true)
    private static let destination = SyncDestination(scope: .environmentGroup("evg-1"))

    private static func variables(
        _ environment: [String: String], name: String? = nil, newKey: Secret? = nil
    ) throws -> VariableFile {
        let known = try #require(try KnownSync(Environment(environment), name: name))
        return VariableFile(
            known, name: name, source: source, destination: destination, newKey: newKey, Environment(environment))
    }

    // MARK: What is known

    @Test func theSingleSyncIsReadFromItsFieldsAndItsJSON() throws {
        let known = try #require(
            try KnownSync(
                Environment([
                    "RENDER_SYNC": #"{"projectId":"p","environment":"dev","destinationConfig":{"serviceId":"srv-1"}}"#,
                    "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_RECURSIVE": "true",
                    "INFISICAL_WEBHOOK_SECRET": "0123456789abcdef",
                ]), name: nil))
        #expect(known.projectID == "p")
        #expect(known.environment == "prod")
        #expect(known.serviceID == "srv-1")
        #expect(known.isRecursive == true)
        #expect(known.signingKey == Secret("0123456789abcdef"))
        #expect(!known.hasOwnKey)
    }

    @Test func aNamedSyncHasTheSharedFieldsAndItsOwnKey() throws {
        let environment = Environment([
            "RENDER_SYNCS": "api,worker", "RENDER_SYNC_PROJECT_ID": "p", "RENDER_SYNC_WORKER_SERVICE_ID": "srv-2",
            "RENDER_SYNC_WORKER_WEBHOOK_SECRET": "0123456789abcdef", "INFISICAL_WEBHOOK_SECRET": "shared-0123456789",
        ])
        let worker = try #require(try KnownSync(environment, name: "worker"))
        #expect(worker.projectID == "p")
        #expect(worker.serviceID == "srv-2")
        #expect(worker.hasOwnKey)
        #expect(worker.signingKeyVariable == "RENDER_SYNC_WORKER_WEBHOOK_SECRET")
        #expect(try KnownSync(environment, name: nil) == nil)
    }

    /// In the order in which pushes look for it.
    @Test func aSyncsOwnKeyGoesOverThatOfItsJSONAndOfAllSyncs() throws {
        var variables = ["RENDER_SYNCS": "api", "RENDER_SYNC_WEBHOOK_SECRET": "of-every-sync"]
        func key() throws -> Secret? { try KnownSync(Environment(variables), name: "api")?.signingKey }
        #expect(try key() == Secret("of-every-sync"))
        variables["RENDER_SYNC_API"] = #"{"renderSync": {"webhookSecret": "in-the-json"}}"#
        #expect(try key() == Secret("in-the-json"))
        variables["RENDER_SYNC_API_WEBHOOK_SECRET"] = "its-own"
        #expect(try key() == Secret("its-own"))
    }

    @Test func aPlaceholderForAKeyIsAProblemByName() {
        #expect(throws: ConfigurationError.self) {
            try KnownSync(Environment(["INFISICAL_WEBHOOK_SECRET": "replace me"]), name: nil)
        }
    }

    // MARK: What is written

    @Test func everythingThatTheSyncIsMadeOfIsWritten() throws {
        let variables = try Self.variables(["INFISICAL_DOMAIN": "https://i.example"], newKey: Secret("k"))
        #expect(
            variables.text(.env) == """
                INFISICAL_DOMAIN=https://i.example
                RENDER_SYNC_PROJECT_ID=p
                RENDER_SYNC_ENVIRONMENT=prod
                RENDER_SYNC_SECRET_PATH=/a
                RENDER_SYNC_RECURSIVE=true
                RENDER_SYNC_ENVIRONMENT_GROUP_ID=evg-1
                INFISICAL_WEBHOOK_SECRET=k

                """)
    }

    @Test func aNewNameIsAddedToTheList() throws {
        let variables = try Self.variables(["RENDER_SYNCS": "api"], name: "shop worker").variables
        #expect(variables.first == .init(name: "RENDER_SYNCS", value: "api,shop worker"))
        #expect(variables.contains(.init(name: "RENDER_SYNC_SHOP_WORKER_PROJECT_ID", value: "p")))
    }

    @Test func credentialsThatAreSetAreNamedAndNotRepeated() throws {
        let text = try Self.variables([
            "INFISICAL_TOKEN": "canary-token", "RENDER_API_KEY_FILE": "/run/canary",
            "RENDER_SYNC_KEY_SCHEMA": "A_canary",
            "INFISICAL_WEBHOOK_SECRET": "canary-0123456789",
        ]).text(.env)
        #expect(
            text.contains("# set too, as they are here: INFISICAL_TOKEN, INFISICAL_WEBHOOK_SECRET, RENDER_API_KEY_FILE")
        )
        #expect(text.contains("# keep what else is set here: RENDER_SYNC_KEY_SCHEMA"))
        #expect(!text.contains("canary"))
    }

    @Test func anotherDestinationThanBeforeIsToBeUnset() throws {
        let text = try Self.variables(["RENDER_SYNC_SERVICE_ID": "srv-1", "RENDER_SYNC_SCOPE": "service"]).text(.env)
        #expect(text.contains("# unset what named another destination: RENDER_SYNC_SERVICE_ID, RENDER_SYNC_SCOPE"))
    }

    // MARK: Formats

    @Test(arguments: [
        (VariableFormat.env, "N='it'\\''s $x'"), (.docker, "N=it's $x"), (.systemd, #"N="it's \$x""#),
        (.render, #"N="it's $x""#),
    ])
    func eachFormatQuotesInItsOwnWay(format: VariableFormat, line: String) {
        #expect(format.line("N", "it's $x") == line)
    }

    @Test(arguments: VariableFormat.allCases)
    func aLineBreakFitsInNoLine(format: VariableFormat) {
        #expect(format.line("N", "a\nb") == nil)
        #expect(format.comment("a\nRENDER_API_KEY=x") == "# a RENDER_API_KEY=x")
    }
}
