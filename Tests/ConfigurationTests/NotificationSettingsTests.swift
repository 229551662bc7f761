// SPDX-License-Identifier: MIT

import Testing
import TestSupport
@testable import Basics
@testable import Configuration
@testable import SyncCore

@Suite struct NotificationSettingsTests {
    private static let url = "RENDER_SYNC_NOTIFY_URL"
    private static let occasion = "RENDER_SYNC_NOTIFY_ON"

    @Test func withoutAnAddressNobodyIsTold() {
        #expect(Load().loader.notification == nil)
        #expect(Load([Self.url: ""]).loader.notification == nil)
        let load = Load([Self.occasion: "always"])
        #expect(load.problems == [])
        #expect(
            load.loader.warnings.map(\.description)
                == ["RENDER_SYNC_NOTIFY_ON: nobody is told without RENDER_SYNC_NOTIFY_URL: set it too"])
    }

    @Test func theAddressIsKeptWholeAndItsHostInLowerCase() throws {
        let load = Load([Self.url: "HTTPS://Prod.Logic.Azure.com:443/workflows/x/?sig=Y%2F&a=b"])
        let settings = try #require(load.loader.notification)
        #expect(load.problems == [])
        #expect(settings.url.exposed == "https://Prod.Logic.Azure.com:443/workflows/x/?sig=Y%2F&a=b")
        #expect(settings.host == "prod.logic.azure.com")
        #expect(settings.occasion == .failure)
        #expect("\(settings)".contains("<redacted>"))
    }

    @Test func theAddressMayStandInAFile() throws {
        let load = Load([Self.url + "_FILE": "/f"], files: ["/f": "https://hooks.slack.com/services/x\n"])
        #expect(load.loader.notification?.url == Secret("https://hooks.slack.com/services/x"))
        #expect(Load([Self.url + "_FILE": "/f"], files: ["/f": "nothing"]).faulty == [Self.url + "_FILE"])
    }

    @Test(arguments: NotificationSettings.Occasion.allCases) func theOccasionIsRead(
        occasion: NotificationSettings.Occasion
    ) {
        let load = Load([Self.url: "https://h/x", Self.occasion: occasion.rawValue])
        #expect(load.loader.notification?.occasion == occasion)
    }

    @Test func anotherOccasionIsAnError() {
        #expect(
            Load([Self.url: "https://h/x", Self.occasion: "Failures"]).problems
                == ["RENDER_SYNC_NOTIFY_ON: expected one of failure, change, always"])
    }

    @Test(arguments: [
        "hooks.slack.com/services/canary", "ftp://h/canary", "https://", "https://user:canary@h/x",
        "https://h/x#canary",
        "https://h/x?a=canary b", "https://h\\canary", "http://h.example/canary", " https://h/canary",
        "\"https://h/canary\"", "https://h/canary\u{7}", "${canary}", "changeme",
    ])
    func anythingElseIsOneErrorThatDoesNotRepeatIt(text: String) {
        let load = Load([Self.url: text])
        #expect(load.faulty == [Self.url])
        #expect(!load.problems.joined().contains("canary"))
        #expect(load.loader.notification == nil)
    }

    @Test func plainHTTPGoesToLoopbackOrWhereItIsAllowed() {
        #expect(Load([Self.url: "http://127.0.0.1:8080/hook"]).problems == [])
        #expect(Load([Self.url: "http://h.example/", "RENDER_SYNC_ALLOW_HTTP": "true"]).problems == [])
    }

    @Test func itIsKnownWhereTheRestIsBroken() {
        #expect(Load(["RENDER_API_KEY": nil, Self.url: "https://h/x"]).loader.notification != nil)
    }

    @Test func itIsKnownToBeWrong() {
        for variables in [
            [Self.url: "nothing"], [Self.url: " https://h/x"], ["RENDER_SYNC_NOTIFY_URLS": "https://h/x"],
        ] {
            #expect(Load(variables).loader.isNotificationWrong)
        }
        #expect(Load([Self.url: "https://h/x", Self.occasion: "never"]).loader.isNotificationWrong)
        let sync = Load(["RENDER_SYNCS": "notify_ops", "RENDER_SYNC_NOTIFY_OPS_TYPE": "vault"])
        #expect(!sync.loader.isNotificationWrong)
    }

    @Test func aMisspeltOneIsNamed() {
        #expect(
            Load(["RENDER_SYNC_NOTIFY_URLS": "https://h/x"]).problems
                == ["RENDER_SYNC_NOTIFY_URLS: unknown variable: did you mean RENDER_SYNC_NOTIFY_URL?"])
    }
}
