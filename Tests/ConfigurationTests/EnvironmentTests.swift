// SPDX-License-Identifier: MIT

import SyncCore
import Configuration
import Testing
import TestSupport
@testable import Basics

@Suite struct CredentialTests {
    @Test(arguments: [("key", "key"), ("key\n", "key"), ("key\r\n", "key"), ("ke y", "ke y")])
    func aFilesContentLessOneNewlineIsTheCredential(content: String, credential: String) throws {
        let load = Load(["RENDER_API_KEY": nil, "RENDER_API_KEY_FILE": "/run/key"], files: ["/run/key": content])
        #expect(try load.sync.renderAPIKey.secret == Secret(credential))
    }

    @Test(arguments: ["", "\n", "key\n\n", "a\nb", "a\u{0}b", "key\u{B}", " key", "\u{FEFF}key"])
    func aFileThatHoldsNoCredentialIsAnError(content: String) {
        let load = Load(["RENDER_API_KEY": nil, "RENDER_API_KEY_FILE": "/run/key"], files: ["/run/key": content])
        #expect(load.faulty == ["RENDER_API_KEY_FILE"])
    }

    @Test(arguments: [
        (FileFault.missing, "no such file"), (.directory, "is a directory"), (.forbidden, "permission denied"),
        (.tooLarge, "larger than 64 KiB"), (.notText, "not UTF-8"), (.special, "is not a regular file"),
    ])
    func aFileThatCannotBeReadIsAnErrorThatSaysWhy(fault: FileFault, reason: String) {
        var variables = Load.minimum
        variables["RENDER_API_KEY"] = nil
        variables["RENDER_API_KEY_FILE"] = "/run/key"
        let loader = ConfigurationLoader(Environment(variables, readFile: { _ in .failure(fault) }))
        guard case .failure(let error) = loader.result else { return #expect(Bool(false), "it was read") }
        #expect(error.description == "RENDER_API_KEY_FILE: /run/key: \(reason)")
    }

    @Test(arguments: [
        "RENDER_API_KEY", "INFISICAL_TOKEN", "INFISICAL_WEBHOOK_SECRET", "INFISICAL_WEBHOOK_SECRET_PREVIOUS",
        "RENDER_SYNC_WEBHOOK_SECRET",
    ])
    func bothFormsAtOnceAreAnError(variable: String) {
        let load = Load([variable: "x", "\(variable)_FILE": "/run/x"], files: ["/run/x": "x"])
        #expect(load.faulty == [variable])
    }

    @Test func aSyncsOwnSigningKeyIsReadFromAFile() throws {
        let load = Load(["RENDER_SYNC_WEBHOOK_SECRET_FILE": "/run/x"], files: ["/run/x": "own\n"])
        #expect(try load.sync.webhookSecret == Secret("own"))
    }

    @Test func anUnnamedSigningKeyIsTheDefaultOfEveryNamedSync() throws {
        let load = Load([
            "RENDER_SYNCS": "a,b", "RENDER_SYNC_WEBHOOK_SECRET": "shared", "RENDER_SYNC_B_WEBHOOK_SECRET": "own",
            "RENDER_SYNC_B_SERVICE_ID": "srv-2",
        ])
        #expect(try load.configuration.syncs.map(\.webhookSecret) == [Secret("shared"), Secret("own")])
        #expect(load.loader.signingKeys.map(\.scope) == [.sync("a"), .sync("b")])
    }

    // MARK: Render keys

    @Test func aConnectionsOwnKeyGoesOverTheSharedOne() throws {
        let load = Load([
            "RENDER_SYNCS": "a,b", "RENDER_SYNC_B_SERVICE_ID": "srv-2", "RENDER_SYNC_A_CONNECTION_ID": "team-1",
            "RENDER_SYNC_B_CONNECTION_ID": "team-2", "RENDER_CONNECTION_TEAM_1_API_KEY": "rnd_team",
        ])
        #expect(try load.configuration.syncs.map(\.renderAPIKey.secret) == [Secret("rnd_team"), Secret("rnd_1")])
    }

    @Test func aConnectionsOwnKeyIsEnough() throws {
        let load = Load(
            [
                "RENDER_API_KEY": nil, "RENDER_SYNC_CONNECTION_ID": "team-1",
                "RENDER_CONNECTION_TEAM_1_API_KEY_FILE": "/run/x",
            ], files: ["/run/x": "rnd_team"])
        #expect(try load.sync.renderAPIKey.secret == Secret("rnd_team"))
    }

    @Test func withoutAnyKeyBothVariablesAreNamed() {
        let problems = Load(["RENDER_API_KEY": nil, "RENDER_SYNC_CONNECTION_ID": "team-1"]).problems
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("RENDER_API_KEY: ") == true)
        #expect(problems.first?.contains("RENDER_CONNECTION_TEAM_1_API_KEY") == true)
    }

    @Test func twoConnectionsThatShareAVariableAreRefused() {
        let load = Load([
            "RENDER_SYNCS": "a,b", "RENDER_SYNC_B_SERVICE_ID": "srv-2", "RENDER_SYNC_A_CONNECTION_ID": "team-1",
            "RENDER_SYNC_B_CONNECTION_ID": "team.1", "RENDER_CONNECTION_TEAM_1_API_KEY": "rnd_team",
        ])
        #expect(load.faulty == ["RENDER_CONNECTION_TEAM_1_API_KEY"])
    }
}
