// SPDX-License-Identifier: MIT

import TestSupport
import Testing
@testable import SyncCore

/// A sync of `/` of `prod`, and the webhooks of its project.
@Suite struct DeliveryWatchTests {
    private static func webhook(_ id: String = "w", _ change: (inout Webhook) -> Void = { _ in }) -> Webhook {
        var webhook = Webhook(
            id: id, url: "https://sync.example/hook?key=canary", environment: "prod", lastRun: .success,
            createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-02-02T00:00:00.000Z")
        change(&webhook)
        return webhook
    }

    private static func line(_ webhooks: [Webhook], isStrict: Bool = true) -> CheckReport.Line? {
        DeliveryWatch(.sample(), others: ["other"], isStrict: isStrict).report(webhooks: webhooks).lines.first
    }

    @Test func aWebhookWhoseLastDeliverySucceededIsAliveSinceThen() {
        let line = Self.line([Self.webhook()])
        #expect(line?.result == .pass)
        #expect(line?.message == "alive: its last delivery succeeded as of 2026-02-02T00:00:00.000Z, to sync.example")
    }

    @Test func aFailedDeliveryIsAWarningWithTheReasonAndTheTime() {
        let line = Self.line([Self.webhook { $0.lastRun = .failed("Request failed with status code 401") }])
        #expect(line?.result == .warn)
        #expect(line?.message.contains("as of 2026-02-02T00:00:00.000Z") == true)
        #expect(
            line?.message.contains("status code 401; run render-sync sync \(SyncConfiguration.sample().name), ") == true
        )
    }

    @Test(arguments: [true, false])
    func noWebhookIsAFailureForTheWatchAlone(isStrict: Bool) {
        #expect(Self.line([], isStrict: isStrict)?.result == (isStrict ? .fail : .warn))
    }

    @Test func aDisabledWebhookIsAFailure() {
        let line = Self.line([Self.webhook { $0.isDisabled = true }], isStrict: false)
        #expect(line?.result == .fail)
        #expect(line?.message.contains("is disabled") == true)
    }

    @Test func aWebhookThatLeavesChangesOutIsAFailure() {
        let line = Self.line([Self.webhook { $0.events = ["secrets.rotation-failed"] }], isStrict: false)
        #expect(line?.result == .fail)
        #expect(line?.message.contains("does not deliver secrets.modified") == true)
    }

    @Test func aWebhookOfAnotherTypeIsNone() {
        #expect(Self.line([Self.webhook { $0.type = "slack" }])?.message.contains("is of type slack") == true)
    }

    @Test func aWebhookForAnotherPathIsNamed() {
        #expect(Self.line([Self.webhook { $0.path = "/worker" }])?.message.contains("is for /worker") == true)
    }

    @Test func webhooksOfOtherEnvironmentsAndOtherSyncsDoNotCount() {
        let elsewhere = Self.webhook { $0.environment = "dev" }
        let other = Self.webhook { $0.url = "https://sync.example/webhook/other" }
        #expect(Self.line([elsewhere, other])?.message.contains("no webhook covers prod /") == true)
    }

    @Test func oneThatWorksIsEnough() {
        let broken = Self.webhook("b") { $0.isDisabled = true }
        #expect(Self.line([broken, Self.webhook()])?.result == .pass)
    }

    /// A user, a path, a query and a fragment may each be a credential.
    @Test(
        arguments: [
            "https://sync.example/hook?key=canary", "https://sync.example?key=canary", "https://sync.example#canary",
            "https://canary@sync.example/hook", "https://user:canary@sync.example", "https://sync.example/canary@hook",
            "https://user:can@ary@sync.example/hook", "https://sync.example/https://canary",
            "https://sync.example\\@canary",
        ])
    func theHostAloneOfAnAddressIsShown(url: String) {
        #expect(Self.webhook { $0.url = url }.host == "sync.example")
    }

    @Test(arguments: ["", "canary", "/canary", "https:/canary", "https://", "https://canary@", "https:///canary"])
    func anInvalidAddressIsNotShown(url: String) {
        let host = Self.webhook { $0.url = url }.host
        #expect(!host.isEmpty && !host.contains("canary"))
    }

    @Test func aSyncThatWebhooksDoNotPushNeedsNone() {
        let sync = SyncConfiguration.sample { $0.isAutoSyncEnabled = false }
        let report = DeliveryWatch(sync, others: [], isStrict: true).report(webhooks: [])
        #expect(report.lines.map(\.result) == [.pass])
    }

    @Test(arguments: [
        (ForeignSync(name: "n", isAutoSyncEnabled: true, destinationID: "srv-1"), 1),
        (ForeignSync(name: "n", isAutoSyncEnabled: false, destinationID: "srv-1"), 0),
        (ForeignSync(name: "n", isAutoSyncEnabled: true, destinationID: "srv-2"), 0),
        (ForeignSync(name: "n", isAutoSyncEnabled: true, destinationID: "srv-1", kind: .file), 0),
    ])
    func infisicalsOwnSyncOfTheSameDestinationIsASecondWriter(foreign: ForeignSync, warnings: Int) {
        let report = DeliveryWatch(.sample(), others: [], isStrict: true).report(foreign: [foreign])
        #expect(report.lines.filter { $0.result == .warn }.count == warnings)
    }

    @Test func anImportThatNothingTriggersIsSaid() {
        let folder = ImportedFolder(environment: "prod", path: SecretPath("/shared"))
        let watch = DeliveryWatch(.sample(), others: [], isStrict: true)
        #expect(watch.report(imports: [folder], webhooks: []).lines.map(\.result) == [.warn])
        var sync = SyncConfiguration.sample()
        sync.triggerPaths = [TriggerPath(PathGlob("/shared"))]
        let triggered = DeliveryWatch(sync, others: [], isStrict: true)
        #expect(triggered.report(imports: [folder], webhooks: []).lines.map(\.result) == [.warn])
        let webhook = Self.webhook { $0.path = "/**" }
        #expect(triggered.report(imports: [folder], webhooks: [webhook]).lines.isEmpty)
    }
}
