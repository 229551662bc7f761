// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing
@testable import Setup

/// What is there and what is wanted become one action.
@Suite struct WebhookPlanTests {
    private typealias Keys = WebhookPlan.Keys

    private static func target(_ change: (inout SetupTarget) -> Void = { _ in }) -> SetupTarget {
        var target = SetupTarget(
            source: SyncSource(projectID: "p", environment: "prod"), projectName: "Shop", environmentName: "Production",
            destination: SyncDestination(scope: .service("srv-1")), destinationName: "shop",
            url: "https://sync.example/", webhookPath: "/", isWebhookPathGiven: false)
        change(&target)
        return target
    }

    private static func webhook(_ id: String = "w", _ change: (inout Webhook) -> Void = { _ in }) -> Webhook {
        var webhook = Webhook(
            id: id, url: "https://sync.example/", environment: "prod", events: ["secrets.modified"],
            createdAt: "2026-01-01T00:00:00.000Z")
        change(&webhook)
        return webhook
    }

    private static func action(
        _ webhooks: [Webhook], _ keys: Keys = Keys(hasCurrent: true), _ change: (inout SetupTarget) -> Void = { _ in }
    ) -> WebhookPlan.Action {
        WebhookPlan(.establish, target(change), among: webhooks, keys).action
    }

    private static func action(
        _ mode: SetupOptions.Mode, _ webhooks: [Webhook], _ keys: Keys = Keys(hasCurrent: true)
    ) -> WebhookPlan.Action {
        WebhookPlan(mode, target(), among: webhooks, keys).action
    }

    // MARK: Establish

    @Test(arguments: [true, false])
    func whereThereIsNoneOneIsMadeWithTheKeyThatIsSetOrANewOne(hasKey: Bool) {
        #expect(Self.action([], Keys(hasCurrent: hasKey)) == .create(withNewKey: !hasKey))
    }

    @Test func theOneThatIsThereIsKept() {
        #expect(Self.action([Self.webhook()]) == .keep(Self.webhook()))
    }

    @Test(arguments: ["https://sync.example", "HTTPS://Sync.Example/"])
    func anAddressInAnotherSpellingIsTheSame(url: String) {
        let webhook = Self.webhook { $0.url = url }
        #expect(Self.action([webhook]) == .keep(webhook))
    }

    @Test func anotherAddressEnvironmentOrPathIsAnotherWebhook() {
        let others = [
            Self.webhook { $0.url = "https://sync.example/Other" }, Self.webhook { $0.environment = "dev" },
            Self.webhook { $0.path = "/worker" }, Self.webhook { $0.url = nil },
        ]
        #expect(Self.action(others) == .create(withNewKey: false))
    }

    @Test func oneThatCoversMoreIsEnough() {
        let wide = Self.webhook { $0.path = "/**" }
        #expect(Self.action([wide]) == .keep(wide))
        #expect(Self.action([wide]) { $0.isWebhookPathGiven = true } == .create(withNewKey: false))
    }

    @Test func theKeyOfOneThatIsThereCannotBeGuessed() {
        let plan = WebhookPlan(.establish, Self.target(), among: [Self.webhook()], Keys(hasCurrent: false))
        #expect(plan.action == .keep(Self.webhook()))
        #expect(plan.remarks == [.keyIsNotKnown])
    }

    @Test func oneThatIsSwitchedOffOrFilteredIsRepaired() {
        let off = Self.webhook { $0.isDisabled = true }
        let filtered = Self.webhook { $0.events = ["secrets.rotation-failed"] }
        #expect(Self.action([off]) == .repair(off))
        #expect(Self.action([filtered]) == .repair(filtered))
    }

    @Test func oneOfAnotherTypeIsNotUsedAndIsNamed() {
        let slack = Self.webhook { $0.type = "slack" }
        let plan = WebhookPlan(.establish, Self.target(), among: [slack], Keys(hasCurrent: true))
        #expect(plan.action == .create(withNewKey: false))
        #expect(plan.remarks == [.otherType(slack)])
    }

    @Test func aSecondOneForTheSameAddressIsNamed() {
        let (old, new) = (Self.webhook("old") { $0.isDisabled = true }, Self.webhook("new"))
        let plan = WebhookPlan(.establish, Self.target(), among: [old, new], Keys(hasCurrent: true))
        #expect(plan.action == .keep(new))
        #expect(plan.remarks == [.duplicate(old)])
    }

    // MARK: Rotate

    @Test func aNewKeyBeginsWithASecondWebhook() {
        #expect(Self.action(.rotateKey, [Self.webhook()]) == .beginRotation(old: [Self.webhook()]))
    }

    @Test func ofTwoTheNewestIsTestedBeforeTheOtherIsDeleted() {
        let old = Self.webhook("old")
        let new = Self.webhook("new") { $0.createdAt = "2026-02-01T00:00:00.000Z" }
        #expect(Self.action(.rotateKey, [new, old]) == .endRotation(new: new, old: [old]))
        #expect(Self.action(.rotateKey, [old, new]) == .endRotation(new: new, old: [old]))
    }

    @Test func withoutTimesTheLastInTheListIsTheNewest() {
        let (first, last) = (Self.webhook("1") { $0.createdAt = nil }, Self.webhook("2") { $0.createdAt = nil })
        #expect(Self.action(.rotateKey, [first, last]) == .endRotation(new: last, old: [first]))
    }

    @Test func aKeyThatHasBeenChangedIsNotChangedAgain() {
        let keys = Keys(hasCurrent: true, hasPrevious: true)
        #expect(Self.action(.rotateKey, [Self.webhook()], keys) == .nothing(.rotated(Self.webhook())))
    }

    @Test func whatHasNoPreviousKeyIsNotRotated() {
        #expect(Self.action(.rotateKey, []) == .refuse(.noneToRotate))
        #expect(
            Self.action(.rotateKey, [Self.webhook()], Keys(hasCurrent: true, isOwn: true))
                == .refuse(.ownKeyHasNoPrevious))
    }

    // MARK: Remove

    @Test func onlyTheWebhookThatMatchesIsRemoved() {
        let wide = Self.webhook("wide") { $0.path = "/**" }
        let other = Self.webhook("other") { $0.url = "https://other.example/" }
        #expect(Self.action(.remove, [wide, other, Self.webhook()]) == .remove([Self.webhook()]))
        #expect(Self.action(.remove, [wide, other]) == .nothing(.noneToRemove))
    }

    @Test func theUsualGlobCoversWhatTheSyncReads() {
        func glob(_ path: String, _ isRecursive: Bool) -> String {
            SetupTarget.webhookPath(
                for: SyncSource(
                    projectID: "p", environment: "e", path: SecretPath(path), isRecursive: isRecursive))
        }
        #expect(glob("/", false) == "/")
        #expect(glob("/a", false) == "/a")
        #expect(glob("/", true) == "/**")
        #expect(glob("/a", true) == "/a/**")
    }
}
