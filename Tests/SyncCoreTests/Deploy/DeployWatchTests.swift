// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import Testing
import TestSupport
@testable import Basics
@testable import SyncCore

/// A push that waits for its deploys.
struct DeployWatchTests {
    private static func waiting(
        _ seconds: Int = 300, _ change: (inout SyncConfiguration) -> Void = { _ in }
    ) -> SyncConfiguration {
        .sample {
            $0.options.autoRedeployServices = true
            $0.options.deployWait = .seconds(seconds)
            change(&$0)
        }
    }

    private static func world(_ phases: [DeployPhase]) -> FakeWorld {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.with { state in
            state.phases = ["dep-srv-1": phases]
            state.known = ["srv-1": RenderService("srv-1", name: "web", page: "https://dashboard/web/srv-1")]
        }
        return world
    }

    private static let page = "https://dashboard/web/srv-1/deploys/dep-srv-1"

    @Test(
        arguments: [
            ([.running("build_in_progress"), .live], .live, .synced, "web (srv-1): live"),
            ([.deactivated], .replaced, .synced, "web (srv-1): a newer deploy has replaced this one"),
            ([.canceled], .canceled, .synced, "web (srv-1): the deploy was canceled; see \(page)"),
            (
                [.running("created"), .failed("build_failed")], .failed("build_failed"), .failed,
                "web (srv-1): the deploy failed in its build: see \(page)"
            ),
            (
                [.failed("pre_deploy_failed")], .failed("pre_deploy_failed"), .failed,
                "web (srv-1): the deploy failed in its pre-deploy command: see \(page)"
            ),
            (
                [.failed("update_failed")], .failed("update_failed"), .failed,
                "web (srv-1): the deploy failed in its start: the new version did not come up: see \(page)"
            ),
            (
                [.running("update_in_progress")], .running(.timeIsUp(.deploy)), .gaveUp,
                "web (srv-1): the deploy was still running when the time to wait was up: watch \(page)"
            ),
        ] as [([DeployPhase], ServiceDeploy.Status, Verdict, String)])
    func eachEndHasItsStatusAndItsSentence(
        phases: [DeployPhase], status: ServiceDeploy.Status, verdict: Verdict, message: String
    ) async {
        let report = await Self.world(phases).push(Self.waiting())
        #expect(report.deploys.map(\.status) == [status])
        #expect(report.verdict == verdict)
        #expect(report.deploys.map(\.page) == [Self.page])
        #expect(report.sentences == ["1 created, 0 updated, 0 deleted", message])
    }

    @Test func aDeployThatANewerOneEndedIsReplaced() async {
        let world = Self.world([.canceled])
        world.with { $0.newest = ["srv-1": ListedDeploy(id: "dep-newer", phase: .running("created"))] }
        #expect(await world.push(Self.waiting()).deploys.map(\.status) == [.replaced])
    }

    @Test func withoutTheOptionNobodyLooks() async {
        let world = Self.world([.failed("build_failed")])
        let report = await world.push(.sample { $0.options.autoRedeployServices = true })
        #expect(report.verdict == .synced)
        #expect(report.deploys.map(\.status) == [.redeployed])
        #expect(!world.events.contains { $0.contains("deploy dep") || $0.contains("read service") })
    }

    @Test func theTimeToWaitIsKeptAndSoIsThePushs() async {
        for (wait, limit, took) in [(60, 600, 59...60), (300, 100, 99...100), (1, 600, 0...1)] {
            let time = FakeTime()
            let world = Self.world([.running("created")])
            let deadline = time.deadline(.seconds(limit))
            let push = Push(
                Self.waiting(wait), source: FakeSource(world: world),
                destination: FakeDestination(world: world, deadline: deadline), deadline: deadline,
                counter: CallCounter())
            #expect(await push.run().verdict == .gaveUp)
            #expect(took.contains(Int(time.uptime.components.seconds)), "\(time.uptime)")
        }
    }

    /// Late in a long wait it looks every ten seconds, and the deploy may end after the last of them.
    @Test func whatEndsRightBeforeTheTimeIsUpIsSeen() async {
        let (world, time) = (Self.world([.running("created")]), FakeTime())
        time.onSleep { _ in
            if time.uptime > .seconds(299) { world.with { $0.phases["dep-srv-1"] = [.live] } }
        }
        #expect(await world.push(Self.waiting(300), time: time).deploys.map(\.status) == [.live])
    }

    @Test func whichTimeWasUpIsSaid() async {
        let deadline = FakeTime().deadline(.seconds(100))
        let world = Self.world([.running("created")])
        let push = Push(
            Self.waiting(300), source: FakeSource(world: world),
            destination: FakeDestination(world: world, deadline: deadline), deadline: deadline, counter: CallCounter())
        #expect(
            await push.run().message.contains("still running, the push is out of time (RENDER_SYNC_TIMEOUT): watch"))
    }

    @Test func aSignalEndsTheWaitAndTheDeployStands() async {
        let (world, time, stop) = (Self.world([.running("build_in_progress")]), FakeTime(), Latch())
        time.onSleep { _ in stop.open() }
        let report = await world.push(Self.waiting(), time: time, stop: stop)
        #expect(report.verdict == .gaveUp)
        #expect(report.created == [Key("A")])
        #expect(
            report.message == "1 created, 0 updated, 0 deleted; "
                + "web (srv-1): the deploy is still running; this push did not wait for it: watch \(Self.page)")
    }

    /// What may pass is asked again; a refusal is not.
    @Test(arguments: [
        (CallFailure(.mayPass, "status 503"), Verdict.gaveUp, 20), (.init(.refused, "no"), .failed, 1),
    ])
    func aDeployThatCannotBeReadIsNotCalledLive(failure: CallFailure, verdict: Verdict, looks: Int) async {
        let world = Self.world([.live])
        world.fail("read deploy dep-srv-1", failure)
        let report = await world.push(Self.waiting())
        #expect(report.verdict == verdict)
        #expect(report.deploys.map(\.status) == [.running(.unreadable(failure))])
        #expect(report.message.contains("how it ended is not known (\(failure.message))"))
        #expect((looks...looks * 3).contains(world.with { $0.count("read deploy dep-srv-1") }))
    }

    /// A rate limit that is not over before the time is up.
    @Test func whatCannotBeReadInTimeIsNotAskedForAgain() async {
        let world = Self.world([.live])
        world.fail("read deploy dep-srv-1", CallFailure(.outOfTime, "rate limit reached (429)"))
        #expect(await world.push(Self.waiting()).verdict == .gaveUp)
        #expect(world.with { $0.count("read deploy dep-srv-1") } == 1)
    }

    @Test(arguments: [CallFailure(.refused, "refused (403)"), .init(.mayPass, "status 500")])
    func aCanceledDeployIsSoWhateverTheListSays(failure: CallFailure) async {
        let world = Self.world([.canceled])
        world.fail("read deploys srv-1", failure)
        let report = await world.push(Self.waiting())
        #expect(report.deploys.map(\.status) == [.canceled])
        #expect(report.verdict == .synced)
    }

    /// Render answers 202 without a body: the newest deploy is looked for.
    @Test func aDeployWithoutAnIDIsFound() async {
        let world = Self.world([.running("queued"), .live])
        world.with { $0.deployAnswers = ["srv-1": .queued()] }
        let report = await world.push(Self.waiting())
        #expect(report.deployIDs == ["dep-srv-1"])
        #expect(report.deploys.map(\.status) == [.live])
    }

    /// The deploy before this one may still be the newest in the list.
    @Test func anOlderDeployIsNotTakenForTheOneThatWasAskedFor() async {
        let world = Self.world([.live])
        let asked = Moment(milliseconds: FakeTime.start)
        world.with { state in
            state.deployAnswers = ["srv-1": .queued(at: asked)]
            state.newest = [
                "srv-1": ListedDeploy(
                    id: "dep-old", phase: .live, createdAt: Moment(milliseconds: FakeTime.start - 60_000))
            ]
        }
        let report = await world.push(Self.waiting())
        #expect(report.deploys.map(\.status) == [.running(.timeIsUp(.deploy))])
        #expect(report.deployIDs == [])
    }

    @Test func aServiceWhosePageIsKnownIsNotAskedFor() async {
        let world = Self.world([.live])
        world.with { $0.services = [RenderService("srv-1", name: "web", page: "https://dashboard/web/srv-1")] }
        #expect(await world.push(Self.waiting()).deploys.map(\.page) == [Self.page])
        #expect(world.with { $0.count("read service srv-1") } == 0)
    }

    @Test func whoWatchesIsToldOfEachStepOnce() async {
        let world = Self.world([.running("created"), .running("created"), .running("build_in_progress"), .live])
        let deadline = FakeTime().deadline()
        let steps = NIOLockedValueBox<[String]>([])
        let push = Push(
            Self.waiting(), source: FakeSource(world: world),
            destination: FakeDestination(world: world, deadline: deadline), deadline: deadline, counter: CallCounter(),
            progress: { progress in
                if case .deploying(let service, let step) = progress {
                    steps.withLockedValue { $0.append("\(service.title) \(step)") }
                }
            })
        _ = await push.run()
        let told = steps.withLockedValue { $0 }
        #expect(told == ["web (srv-1) created", "web (srv-1) build_in_progress", "web (srv-1) live"])
    }

    /// A change that was made while the push waited is the next one's, or this one's.
    @Test func aChangeDuringTheWaitIsPushedToo() async {
        let world = Self.world([.running("created"), .running("created"), .running("created"), .live])
        world.onEvent { event, state in if event == "read deploy dep-srv-1" { state.source["A"] = "2" } }
        let report = await world.push(Self.waiting(), for: .delivery(Moment(milliseconds: FakeTime.start)))
        #expect(report.verdict == .synced)
        #expect(world.destination == ["A": "2"])
        #expect(world.with { $0.count("deploy srv-1") } == 2)
    }

    @Test func theTurnIsGivenUpForTheWaitAlone() async {
        let world = Self.world([.live])
        let deadline = FakeTime().deadline()
        let push = Push(
            Self.waiting(), source: FakeSource(world: world),
            destination: FakeDestination(world: world, deadline: deadline), deadline: deadline, counter: CallCounter(),
            turn: PushTurn(
                giveUp: { world.with { $0.events.append("gives up") } },
                take: { world.with { $0.events.append("takes") } }))
        _ = await push.run()
        let expected = ["deploy srv-1", "gives up", "read service srv-1", "read deploy dep-srv-1", "takes"]
        #expect(world.events.suffix(5) == expected)
    }

    // MARK: Static sites

    /// A static site's values are built in, so that the last build would not have the new ones.
    @Test(arguments: [(true, "build_and_deploy"), (false, "deploy_only")])
    func aStaticSiteIsBuilt(isStaticSite: Bool, mode: String) async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.with { $0.known = ["srv-1": RenderService("srv-1", name: "docs", isStaticSite: isStaticSite)] }
        let report = await world.push(
            .sample {
                $0.options.autoRedeployServices = true
                $0.options.deployMode = .deployOnly
            })
        #expect(world.with { $0.modes } == ["srv-1": mode])
        #expect(report.message.contains("docs (srv-1): redeployed (built, ") == isStaticSite)
    }

    @Test func aServiceThatIsGoneIsNoFailureWhateverTheMode() async {
        let world = FakeWorld(source: ["A": "1"], destination: [:])
        world.with { $0.gone = ["srv-1"] }
        let report = await world.push(
            .sample {
                $0.options.autoRedeployServices = true
                $0.options.deployMode = .deployOnly
            })
        #expect(report.deploys.map(\.status) == [.gone])
        #expect(report.verdict == .synced)
    }

    // MARK: When to look

    /// Render counts a user's reads, whichever push they are of.
    @Test func pushesThatShareALimitLookTheMoreSeldom() async {
        func looks(besides others: Int) async -> Int {
            let (world, followed) = (Self.world([.running("created")]), FollowedDeploys())
            followed.begin(others)
            let deadline = FakeTime().deadline()
            let push = Push(
                Self.waiting(60), source: FakeSource(world: world),
                destination: FakeDestination(world: world, deadline: deadline), deadline: deadline,
                counter: CallCounter(), followed: followed)
            _ = await push.run()
            #expect(followed.count == others)
            return world.with { $0.count("read deploy dep-srv-1") }
        }
        #expect(await looks(besides: 0) > 15)
        // Of 200 looks a minute.
        #expect(await looks(besides: 39) <= 6)
    }

    @Test func aDeployIsLookedAtSoonAtFirstAndSeldomLater() {
        func interval(_ elapsed: Int, _ deploys: Int = 1) -> Duration {
            DeployWatch.interval(after: .seconds(elapsed), deploys: deploys)
        }
        #expect(interval(0) == .milliseconds(500))
        #expect(interval(10) == .seconds(2))
        #expect(interval(600) == .seconds(10))
        // Two hundred looks a minute at most, whatever their number.
        #expect(interval(0, 100) == .seconds(30))
    }
}
