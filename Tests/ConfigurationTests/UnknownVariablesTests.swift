// SPDX-License-Identifier: MIT

import Configuration
import TestSupport
import Testing

@Suite struct UnknownVariablesTests {
    @Test(arguments: [
        ("RENDER_SYNC_DISABLE_SECRETS_DELETION", "RENDER_SYNC_DISABLE_SECRET_DELETION"),
        ("RENDER_SYNC_PROJECTID", "RENDER_SYNC_PROJECT_ID"), ("RENDER_SYNC_TIMEOUTS", "RENDER_SYNC_TIMEOUT"),
        ("RENDER_SYNC_webhook_secret", "RENDER_SYNC_WEBHOOK_SECRET"),
        // With a Cyrillic letter that looks like an O.
        ("RENDER_SYNC_DISABLE_SECRET_DELETI\u{41E}N", "RENDER_SYNC_DISABLE_SECRET_DELETION"),
    ])
    func aMisspeltVariableIsAnErrorThatNamesTheNearest(variable: String, nearest: String) {
        #expect(Load([variable: "x"]).problems == ["\(variable): unknown variable: did you mean \(nearest)?"])
    }

    @Test(arguments: ["RENDER_SYNC_FOO", "RENDER_SYNC_", "RENDER_SYNC_\u{301}NAME"])
    func aVariableThatResemblesNoneIsAnErrorWithoutAGuess(variable: String) {
        #expect(Load([variable: "1"]).problems == ["\(variable): unknown variable: README.md lists all"])
    }

    @Test func aMisspeltVariableOfANamedSyncNamesThatSyncsOwn() {
        #expect(
            Load(["RENDER_SYNCS": "api", "RENDER_SYNC_API_MAX_DELETION": "1"]).problems == [
                "RENDER_SYNC_API_MAX_DELETION: unknown variable: did you mean RENDER_SYNC_API_MAX_DELETIONS?"
            ])
    }

    /// What is misspelt is missing under its own name; saying so too would make two faults of one.
    @Test(arguments: [
        ("SERVICE_ID", "RENDER_SYNC_SERVICEID"), ("PROJECT_ID", "RENDER_SYNC_PROJET_ID"),
        ("SERVICE_ID", "RENDER_SYNC_ENVIRONMENT_GROUPID"), ("SERVICE_ID", "RENDER_SYNC_API_SERVICE_ID"),
    ])
    func aMisspeltRequiredVariableIsOneFault(field: String, variable: String) {
        let problems = Load(["RENDER_SYNC_\(field)": nil, variable: "x"]).problems
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("\(variable): unknown variable: did you mean") == true)
    }

    @Test func aMisspeltKeyOfAConnectionIsOneFault() {
        let load = Load([
            "RENDER_API_KEY": nil, "RENDER_SYNC_CONNECTION_ID": "abc", "RENDER_CONNECTION_ABC_APIKEY": "rnd_2",
        ])
        #expect(load.faulty == ["RENDER_CONNECTION_ABC_APIKEY"])
    }

    @Test func withOneMisspeltFieldAloneTheOthersAreMissing() {
        let load = Load([
            "RENDER_SYNC_PROJECT_ID": nil, "RENDER_SYNC_ENVIRONMENT": nil, "RENDER_SYNC_SERVICE_ID": nil,
            "RENDER_SYNC_PROJET_ID": "x",
        ])
        #expect(
            load.faulty == ["RENDER_SYNC_PROJET_ID", "RENDER_SYNC_ENVIRONMENT", "RENDER_SYNC_SERVICE_ID"])
    }
}
