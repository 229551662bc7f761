// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import Logging
import Testing
import TestSupport
@testable import Notifications
@testable import SyncCore

@Suite(.timeLimit(.minutes(1))) struct NotifierTests {
    private static let token = "B0CANARY0/x9canaryx9"
    private static let host = "hooks.example.internal"

    /// A notifier over a network in memory, and its log.
    private struct World {
        let time = FakeTime()
        let log = LogCollector()
        let transport: FakeTransport
        let notifier: Notifier

        /// The time for an answer is up at once, or never.
        init(
            _ transport: FakeTransport, _ occasion: NotificationSettings.Occasion = .always, isTimeUp: Bool = false,
            abandon: Latch = Latch()
        ) {
            self.transport = transport
            var time = self.time.time
            if !isTimeUp {
                let never = Latch()
                time.sleep = { _ in await never.wait() }
            }
            notifier = Notifier(
                NotificationSettings(
                    url: Secret("https://\(host)/services/\(token)?sig=q1canaryq1"), host: host, occasion: occasion),
                transport: transport, time: time, abandon: abandon)
        }

        func notify(
            _ verdict: Verdict = .failed, signature: [UInt8] = [1], syncs: [SyncConfiguration] = [],
            until expiry: Duration? = nil
        ) async {
            let place = Event.Place(projectID: "p", environment: "prod", path: SecretPath("/"))
            var event = Event(kind: .secretsModified(place), signers: [])
            event.signature = signature
            await notifier.notify(
                DeliveryReport([PushReport(sync: "api", verdict: verdict)]), event: event, syncs: syncs, until: expiry,
                log: log.logger)
        }
    }

    @Test func itIsOnePostOfJSONOnAConnectionOfItsOwn() async throws {
        let world = World(FakeTransport(.status(200, [:], "ok")))
        await world.notify()
        let request = try #require(world.transport.requests.first)
        #expect(world.transport.requests.count == 1)
        #expect(request.method == .post && request.needsFreshConnection && request.timeout == Notifier.bound)
        #expect(request.url == "https://\(Self.host)/services/\(Self.token)?sig=q1canaryq1")
        #expect(!world.log.lines.contains { $0.hasPrefix("warning") })
    }

    @Test func nothingIsSentThatIsNotWanted() async {
        let world = World(FakeTransport(.status(200)), .failure)
        await world.notify(.synced)
        #expect(world.transport.requests.isEmpty)
    }

    @Test func aCopyOfADeliveryThatEndsAlikeIsNotToldAgain() async {
        let world = World(FakeTransport(.status(200)))
        for verdict in [Verdict.gaveUp, .gaveUp, .synced] { await world.notify(verdict) }
        await world.notify(.gaveUp, signature: [2])
        #expect(world.transport.requests.count == 3)
    }

    /// Two webhooks may send the same bytes to the addresses of two syncs.
    @Test func aCopyForAnotherSyncIsToldToo() async {
        let world = World(FakeTransport(.status(200)))
        for name in ["a", "b", "b"] { await world.notify(syncs: [.sample(name)]) }
        #expect(world.transport.requests.count == 2)
    }

    @Test func aSecondSignalEndsTheWait() async {
        let (never, abandon) = (Latch(), Latch())
        let world = World(
            FakeTransport { _, _ in
                abandon.open()
                await never.wait()
                return .status(200)
            }, abandon: abandon)
        await world.notify()
        never.open()
        #expect(world.log.lines.joined().contains("the notification was not taken"))
    }

    @Test func itWaitsNoLongerThanItsBoundWhateverTheTransportDoes() async {
        let never = Latch()
        let world = World(
            FakeTransport { _, _ in
                await never.wait()
                return .status(200)
            }, isTimeUp: true)
        await world.notify()
        never.open()
        #expect(world.time.sleeps == [Notifier.bound])
        #expect(world.log.lines.joined().contains("no response in time"))
    }

    @Test func theEndOfAnInvocationBoundsItFurther() async {
        let world = World(FakeTransport(.status(200)))
        world.time.advance(by: .seconds(10))
        await world.notify(until: .seconds(12))
        #expect(world.transport.requests.map(\.timeout) == [.seconds(2)])
        await world.notify(signature: [2], until: .seconds(9))
        #expect(world.transport.requests.count == 1)
        #expect(world.log.lines.joined().contains("no time was left"))
    }

    @Test(arguments: [
        (FakeTransport.Answer.status(404, [:], "no_service\nmore"), "refused (404): no_service; check"),
        (.json(#"{"message":"Unknown Webhook","code":10015}"#, status: 404), "refused (404): Unknown Webhook"),
        (.status(500), "refused (500)"), (.status(429), "refused (429)"),
        (.status(302, ["location": "https://elsewhere.example/canary"]), "redirected (302), which is not followed"),
        (.failure(.unresolved("Could not resolve host: hooks.example.internal")), "host name not found: check"),
        (.failure(.unreachable("Failed to connect to hooks.example.internal")), "no connection: check"),
        (.failure(.tls("no name matches hooks.example.internal")), "TLS failed (\(SafeText.withheld))"),
        (.failure(.timedOut), "no response in time"),
        // A receiver that repeats what it was sent.
        (.status(400, [:], "cannot POST /services/B0CANARY0/x9canaryx9"), "refused (400): \(SafeText.withheld)"),
        (.status(400, [:], "bad sig q1canaryq1"), "refused (400): \(SafeText.withheld)"),
    ])
    func aFailureIsOneWarningThatSaysNothingOfTheAddress(answer: FakeTransport.Answer, message: String) async {
        let world = World(FakeTransport(answer))
        await world.notify()
        #expect(world.transport.requests.count == 1)
        #expect(world.log.lines.joined().hasPrefix("warning the notification was not taken: \(message)"))
        #expect(!world.log.lines.joined().contains("canary") && !world.log.lines.joined().contains(Self.host))
        #expect(!world.log.lines.joined().contains("elsewhere"))
    }

    @Test func aTestIsSentWhateverIsToldOf() async {
        let world = World(FakeTransport(.status(200), .status(403)), .failure)
        #expect(await world.notifier.test() == nil)
        #expect(await world.notifier.test()?.verdict == .failed)
        #expect(world.transport.requests.count == 2)
    }
}
