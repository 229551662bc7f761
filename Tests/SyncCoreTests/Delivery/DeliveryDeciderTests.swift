// SPDX-License-Identifier: MIT

import Configuration
import Logging
import NIOConcurrencyHelpers
import SyncCore
import Testing
import TestSupport
@testable import Basics

@Suite(.timeLimit(.minutes(1))) struct DeliveryDeciderTests {
    /// A decider over the least configuration, with one run-wide key; pushes are counted, not made.
    private final class World: Sendable {
        let time = FakeTime()
        let log = LogCollector()
        let pushed = NIOLockedValueBox<[String]>([])
        let gate = Latch()
        let coordinator: PushCoordinator
        let decider: DeliveryDecider
        let pushes: DeliveryPushes

        init(
            _ changes: [String: String?] = [:], respondWithin: Duration? = nil,
            sleep: (@Sendable (Duration) async -> Void)? = nil, verdict: Verdict = .synced, created: [Key] = []
        ) {
            let variables = ["INFISICAL_WEBHOOK_SECRET": "whsec"].merging(changes) { $1 }
            let record: @Sendable (String) -> Void
            let recorder = Recorder()
            record = { name in recorder.names.withLockedValue { $0.append(name) } }
            let gate = self.gate
            coordinator = PushCoordinator { sync, _, _ in
                record(sync.name)
                if respondWithin != nil { await gate.wait() }
                var report = PushReport(sync: sync.name, verdict: verdict, "pushed \(sync.name)")
                report.created = created
                return report
            }
            self.recorder = recorder
            var time = time.time
            if let sleep { time.sleep = sleep }
            let loaded = Load(variables).loader
            decider = DeliveryDecider(
                keys: loaded.signingKeys, tolerance: loaded.limits.signatureTolerance,
                syncs: loaded.result.map(\.syncs))
            pushes = DeliveryPushes(coordinator, time: time, respondWithin: respondWithin)
        }

        /// Decides, pushes where that is the decision, and logs.
        func report(_ delivery: Delivery) async -> DeliveryReport {
            let log = DeliveryLog(log.logger, time: time.time)
            switch decider.decide(delivery, now: FakeTime.start) {
            case .push(let syncs, let event): return await pushes.run(VerifiedDelivery(.push(syncs), event, log: log))
            case .notify(let report, let event):
                return await pushes.run(VerifiedDelivery(.notify(report), event, log: log))
            case .report(let report, let event, let reason):
                log.summarize(report, event: event, reason: reason)
                return report
            }
        }

        private let recorder: Recorder
        var names: [String] { recorder.names.withLockedValue { $0.sorted() } }

        private final class Recorder: Sendable {
            let names = NIOLockedValueBox<[String]>([])
        }
    }

    private static func delivery(
        _ body: String, key: String = "whsec", age: Int64 = 0, only: String? = nil
    ) -> Delivery {
        let time = FakeTime.start - age
        let bytes = Array(body.replacing("NOW", with: String(time)).utf8)
        let code = SigningKey(Secret(key), scope: .everySync).sign(bytes)
        return Delivery(body: bytes, signatures: ["t=\(time);\(code)"], onlySync: only)
    }

    private static func event(_ name: String, path: String = "/", more: String = "") -> String {
        let project = #"{"projectId":"project-1","environment":"prod","secretPath":"\#(path)"}"#
        return #"{"event":"\#(name)","project":\#(project)\#(more),"timestamp":NOW}"#
    }

    // MARK: Keys

    @Test(arguments: [nil, "other"]) func aKeyThatCannotBeReadIsNamedInTheLogAndNotInTheResponse(
        previous: String?
    ) async {
        let world = World(["INFISICAL_WEBHOOK_SECRET": "one\ntwo", "INFISICAL_WEBHOOK_SECRET_PREVIOUS": previous])
        let report = await world.report(Self.delivery(Self.event("test")))
        #expect(report == .unauthorized)
        #expect(world.log.lines.joined().contains("a configured signing key is malformed: INFISICAL_WEBHOOK_SECRET: "))
    }

    @Test func aKeyInASyncsJSONThatCannotBeReadIsNamedToo() async {
        let world = World(["RENDER_SYNC": #"{"renderSync": {"webhookSecret": "one\ntwo"}}"#])
        _ = await world.report(Self.delivery(Self.event("test"), key: "other"))
        #expect(world.log.lines.joined().contains("malformed: RENDER_SYNC: renderSync.webhookSecret: "))
    }

    @Test func anotherFaultOfASyncThatIsCalledLikeAKeyIsNone() async {
        let world = World(["RENDER_SYNCS": "webhook_secrets", "RENDER_SYNC_WEBHOOK_SECRETS_TYPE": "vault"])
        #expect(await world.report(Self.delivery(Self.event("test"), key: "other")) == .unauthorized)
        #expect(!world.log.lines.joined().contains("malformed"))
    }

    // MARK: Events

    @Test func aChangePushesTheSyncsThatMatch() async {
        let world = World()
        let answer = await world.report(Self.delivery(Self.event("secrets.modified")))
        #expect(answer.verdict == .synced)
        #expect(answer.syncs?.map(\.sync) == ["default"])
        #expect(world.names == ["default"])
    }

    @Test func allSyncsThatMatchArePushed() async {
        let world = World([
            "RENDER_SYNCS": "a,b,c", "RENDER_SYNC_B_SERVICE_ID": "srv-2", "RENDER_SYNC_C_SERVICE_ID": "srv-3",
            "RENDER_SYNC_C_SECRET_PATH": "/c",
        ])
        let answer = await world.report(Self.delivery(Self.event("secrets.modified")))
        #expect(answer.syncs?.map(\.sync) == ["a", "b"])
        #expect(world.names == ["a", "b"])
    }

    @Test func aChangeElsewhereIsIgnoredWithTheReason() async {
        let world = World()
        let answer = await world.report(Self.delivery(Self.event("secrets.modified", path: "/other")))
        #expect(answer.verdict == .ignored)
        #expect(answer.message.contains("/other"))
        #expect(answer.syncs == nil)
        #expect(world.names == [])
    }

    @Test(arguments: [
        "secrets.rotation-failed", "secrets.reminder-expired", "honey-token.triggered",
        "secrets.change-request.modified",
        "secrets.access-request.modified", "something.new",
    ])
    func everyOtherEventIsIgnored(name: String) async {
        let world = World()
        // These carry whatever they like.
        let body =
            #"{"event":"\#(name)","project":{"id":"x","name":"y","environment":{"slug":"prod"}},"timestamp":NOW}"#
        let answer = await world.report(Self.delivery(body))
        #expect(answer.verdict == .ignored)
        #expect(answer.message.contains(name))
        #expect(world.names == [])
    }

    @Test(arguments: [true, false]) func aNoticeIsNotifiedWhereNotificationsAreWanted(notifies: Bool) {
        let loaded = Load(["INFISICAL_WEBHOOK_SECRET": "whsec"]).loader
        let decider = DeliveryDecider(
            keys: loaded.signingKeys, tolerance: .seconds(300), syncs: loaded.result.map(\.syncs), notifies: notifies)
        let decision = decider.decide(
            Self.delivery(#"{"event":"secrets.rotation-failed","timestamp":NOW}"#), now: FakeTime.start)
        switch decision {
        case .notify: #expect(notifies)
        case .report(let report, _, _): #expect(!notifies && report.verdict == .ignored)
        case .push: Issue.record("nothing is to be pushed")
        }
    }

    @Test func aTestSaysWhatWouldHaveBeenPushedAndPushesNothing() async {
        let world = World()
        let answer = await world.report(Self.delivery(Self.event("test")))
        #expect(answer.verdict == .test)
        #expect(answer.syncs?.map(\.sync) == ["default"])
        #expect(world.names == [])
    }

    @Test func aChangeOfATriggerPathInAnotherEnvironmentPushesToo() async {
        let world = World(["RENDER_SYNC_TRIGGER_PATHS": "dev:/base"])
        let body = Self.event("test", path: "/base").replacing("prod", with: "dev")
        #expect(await world.report(Self.delivery(body)).syncs?.map(\.sync) == ["default"])
        let change = Self.event("secrets.modified", path: "/base").replacing("prod", with: "dev")
        #expect(await world.report(Self.delivery(change)).verdict == .synced)
        #expect(world.names == ["default"])
    }

    @Test(arguments: [event("test", path: "/other"), #"{"event":"test","timestamp":NOW}"#])
    func aTestThatMatchesNothingIsStillATest(body: String) async {
        let answer = await World().report(Self.delivery(body))
        #expect(answer.verdict == .test)
        #expect(answer.syncs == nil)
    }

    @Test(arguments: [
        #"{"text":"x","attachments":[],"timestamp":NOW}"#,
        #"{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive"}],"timestamp":NOW}"#,
    ])
    func aChatPayloadIsMalformedAndSaysWhatToDo(body: String) async {
        let answer = await World().report(Self.delivery(body))
        #expect(answer.verdict == .malformed)
        #expect(answer.message.hasPrefix("not a webhook of type General: its type is "))
    }

    @Test(arguments: [
        "not JSON", "[1]", #"{"timestamp":NOW}"#, #"{"event":"secrets.modified","timestamp":NOW}"#,
        #"{"event":"secrets.modified","project":{"projectId":"p","environment":"e"},"timestamp":NOW}"#,
        #"{"event":"secrets.modified","project":{"projectId":"p","secretPath":"/"},"timestamp":NOW}"#,
        #"{"event":"secrets.modified","project":{"environment":"e","secretPath":"/"},"timestamp":NOW}"#,
    ])
    func aSignedBodyThatCannotBeUnderstoodIsMalformed(body: String) async {
        let answer = await World().report(Self.delivery(body))
        #expect(answer.verdict == .malformed)
        #expect(answer.syncs == nil)
    }

    @Test func aBodyWithoutAnEventIsOfAnotherType() async {
        let report = await World().report(Self.delivery(#"{"message":"x","timestamp":NOW}"#))
        #expect(report.verdict == .malformed)
        #expect(report.message == "not a webhook of type General: the body names no event")
    }

    @Test func aMisspeltEventIsNamed() async {
        let report = await World().report(Self.delivery(Self.event("secret.modified")))
        #expect(report.verdict == .ignored)
        #expect(report.message == "unknown event secret.modified; expected secrets.modified")
    }

    @Test func theLogSaysWhoChangedWhat() async {
        let world = World()
        let project =
            #"{"projectId":"project-1","environment":"prod","secretPath":"/","changedBy":"ann\u001b@example.com","#
            + #""changedByActorType":"identity"}"#
        let body = #"{"event":"secrets.modified","project":\#(project),"timestamp":NOW}"#
        _ = await world.report(Self.delivery(body))
        let line = world.log.lines.joined()
        #expect(line.contains("changedBy: ann @example.com"))
        #expect(line.contains("changedByType: identity"))
        #expect(line.contains("environment: prod") && line.contains("path: /"))
    }

    @Test func theLogNamesTheKeysThatWereWrittenUpToABound() async {
        let world = World(created: (10...40).map { Key("KEY_\($0)") })
        _ = await world.report(Self.delivery(Self.event("secrets.modified")))
        let line = world.log.lines.joined()
        #expect(line.contains("KEY_10") && line.contains("KEY_29") && !line.contains("KEY_30"))
        #expect(line.contains("31"))
    }

    @Test func anOlderServersWorkspaceIsTheProject() async {
        let world = World()
        let project = #"{"workspaceId":"project-1","environment":"prod","secretPath":"/"}"#
        let body = #"{"event":"secrets.modified","project":\#(project),"timestamp":NOW}"#
        #expect(await world.report(Self.delivery(body)).verdict == .synced)
    }

    // MARK: Refusals

    /// Whatever the reason, an unknown sender is told the same, and the log tells why.
    @Test func everyRefusalLooksTheSameFromOutside() async {
        let good = Self.delivery(Self.event("secrets.modified"))
        let header = good.signatures[0]
        let stale = Self.delivery(Self.event("secrets.modified"), age: 300_001)
        let deliveries = [
            Delivery(body: good.body, signatures: []), Delivery(body: good.body, signatures: [header, header]),
            Delivery(body: good.body, signatures: ["nonsense"]), Delivery(body: [], signatures: [header]),
            Self.delivery(Self.event("secrets.modified"), key: "other"), stale,
            // A captured body under a fresh header.
            Delivery(
                body: stale.body,
                signatures: ["t=\(FakeTime.start);\(stale.signatures[0].split(separator: ";")[1])"]),
            // A stale body that is not of type General.
            Self.delivery(#"{"text":"x","attachments":[],"timestamp":NOW}"#, age: 300_001),
            // To a sync that is not there.
            Delivery(body: good.body, signatures: ["nonsense"], onlySync: "nobody"),
        ]
        let world = World()
        for delivery in deliveries { #expect(await world.report(delivery) == .unauthorized) }
        #expect(world.names == [])
        #expect(Set(world.log.lines).count > 4)
    }

    @Test func withoutAKeyEverythingIsRefused() async {
        let world = World(["INFISICAL_WEBHOOK_SECRET": nil])
        #expect(await world.report(Self.delivery(Self.event("secrets.modified"))) == .unauthorized)
    }

    @Test func aBrokenConfigurationIsToldToWhoeverSigns() async {
        let world = World(["RENDER_SYNC_PROJECT_ID": nil])
        let answer = await world.report(Self.delivery(Self.event("secrets.modified")))
        #expect(answer.verdict == .misconfigured)
        #expect(answer.message.contains("RENDER_SYNC_PROJECT_ID"))
        #expect(await world.report(Delivery(body: [], signatures: [])) == .unauthorized)
    }

    // MARK: Keys and addresses

    @Test func aSyncsOwnKeyTriggersItAndNoOther() async {
        let world = World([
            "RENDER_SYNCS": "a,b", "RENDER_SYNC_B_SERVICE_ID": "srv-2", "RENDER_SYNC_B_WEBHOOK_SECRET": "own",
        ])
        let own = await world.report(Self.delivery(Self.event("secrets.modified"), key: "own"))
        #expect(own.syncs?.map(\.sync) == ["b"])
        let shared = await world.report(Self.delivery(Self.event("secrets.modified")))
        #expect(shared.syncs?.map(\.sync) == ["a"])
    }

    @Test func anAddressWithANameTriggersThatSyncOnly() async {
        let world = World(["RENDER_SYNCS": "a,b", "RENDER_SYNC_B_SERVICE_ID": "srv-2"])
        let answer = await world.report(Self.delivery(Self.event("secrets.modified"), only: "b"))
        #expect(answer.syncs?.map(\.sync) == ["b"])
        #expect(await world.report(Self.delivery(Self.event("test"), only: "c")).verdict == .notFound)
    }

    // MARK: Time

    @Test func aPushThatTakesLongerIsAnsweredForAndGoesOn() async {
        let world = World(respondWithin: .seconds(10))
        let answer = await world.report(Self.delivery(Self.event("secrets.modified")))
        #expect(answer.verdict == .running)
        #expect(answer.syncs?.map(\.verdict) == [.running])
        world.gate.open()
        await world.coordinator.drain()
        #expect(world.names == ["default"])
        // The outcome of a push that was answered for is in the log before the process may end.
        #expect(world.log.lines.contains { $0.contains("after the response: pushed default") })
    }

    @Test func aPushThatIsDoneInTimeIsReported() async {
        let never = Latch()
        let world = World(respondWithin: .seconds(10), sleep: { _ in await never.wait() })
        world.gate.open()
        #expect(await world.report(Self.delivery(Self.event("secrets.modified"))).verdict == .synced)
    }

    @Test func theDeliverysOneLineHoldsTheOutcomeAndNoSecret() async {
        let world = World()
        _ = await world.report(Self.delivery(Self.event("secrets.modified")))
        #expect(world.log.lines.count == 1)
        #expect(world.log.lines[0].contains("result: synced"))
        #expect(!world.log.lines[0].contains("whsec"))
    }
}
