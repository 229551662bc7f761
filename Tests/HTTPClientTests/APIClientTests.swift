// SPDX-License-Identifier: MIT

import HTTPClient
import NIOConcurrencyHelpers
import Testing
import TestSupport
@testable import Basics

@Suite struct APIClientTests {
    // MARK: Retries

    @Test(
        arguments: [
            .status(408), .status(429), .status(500), .status(501), .status(502), .status(503), .status(504),
            .status(522),
            .status(599),
            .failure(.broken("reset")), .failure(.unreachable("refused")), .failure(.unresolved("host")),
            .failure(.timedOut),
            .json("garbage canary"),
        ] as [FakeTransport.Answer])
    func whatMayPassIsTriedAgain(answer: FakeTransport.Answer) async {
        let bench = Bench(answer, answer, .status(200))
        #expect(await bench.call() == .success(200))
        #expect(bench.transport.requests.count == 3)
        #expect(bench.time.sleeps == [.milliseconds(250), .milliseconds(500)])
    }

    @Test func fiveAttemptsAreTheMost() async {
        let bench = Bench(.status(503))
        let failure = await bench.call().failure
        #expect(failure?.kind == .mayPass)
        #expect(failure?.message == "Render PUT x: status 503, 5 attempts")
        #expect(bench.transport.requests.count == 5)
        #expect(bench.time.sleeps.count == 4)
    }

    @Test(
        arguments: [
            .status(400), .status(401), .status(404), .status(302), .status(410), .failure(.tls("bad certificate")),
            .failure(.tooLarge(bound: 1 << 20)), .failure(.unsendable("no memory")), .failure(.notTLS),
            .failure(.badAuthorities(file: "x", variable: nil)),
        ] as [FakeTransport.Answer])
    func whatWillNotPassIsNotTriedAgain(answer: FakeTransport.Answer) async {
        let bench = Bench(answer, .status(200))
        #expect(await bench.call().failure?.kind == .refused)
        #expect(bench.transport.requests.count == 1)
    }

    /// A deploy that may have started must not be started again.
    @Test(
        arguments: [
            (.failure(.unreachable("refused")), true), (.failure(.unresolved("host")), true), (.status(429), true),
            (.failure(.broken("reset")), false), (.failure(.timedOut), false), (.status(500), false),
            (.status(503), false),
            (.status(408), false), (.json("garbage canary"), false),
        ] as [(FakeTransport.Answer, Bool)])
    func aDeployIsRepeatedOnlyWhenItSurelyDidNotStart(answer: FakeTransport.Answer, isRepeated: Bool) async {
        let bench = Bench(answer, .status(201))
        let result = await bench.call(.onlyIfUnsent)
        #expect(bench.transport.requests.count == (isRepeated ? 2 : 1))
        #expect(result == .success(201) || !isRepeated)
        #expect(result.failure?.mayHaveTakenEffect ?? true)
    }

    @Test func whatTheAnswerHeldIsInNoMessage() async {
        let failure = await Bench(.json("garbage canary")).call().failure
        #expect(failure?.message == "Render PUT x: the response (status 200) is not what the API documents, 5 attempts")
    }

    /// JSON of another shape is what this server says; a body that was cut may come whole the next time.
    @Test func anotherShapeIsNotAskedForAgain() async {
        let bench = Bench(.json(#"{"garbage":"canary"}"#))
        let found = await failure { () async throws(CallFailure) in
            _ = try await bench.client().call(HTTPRequest(.get, "https://x.example"), endpoint: "GET x") { response in
                guard response.status == 204 else { throw Another() }
            }
        }
        #expect(found?.kind == .refused)
        #expect(found?.mayHaveTakenEffect == true)
        #expect(found?.message == "Render GET x: the response (status 200) is not what the API documents")
        #expect(bench.transport.requests.count == 1)
    }

    private struct Another: Error {}

    @Test(
        arguments: [
            ("https://elsewhere.example/v1?token=canary", "https://elsewhere.example/v1"),
            ("/login\r\n#x", "/login"), ("/rnd_canary", SafeText.withheld),
        ])
    func aRedirectIsNamedAndNotFollowed(location: String, target: String) async {
        let bench = Bench(.status(302, ["location": location]))
        let request = HTTPRequest(.get, "https://x.example", token: Secret("rnd_canary"))
        let found = await failure { () async throws(CallFailure) in
            _ = try await bench.client().call(request, endpoint: "GET x") { _ in }
        }
        #expect(found?.kind == .refused)
        #expect(
            found?.message == "Render GET x: redirected (302) to \(target), which is not followed: "
                + "set RENDER_API_URL to the address that answers itself")
        #expect(bench.transport.requests.count == 1)
    }

    // MARK: Hints

    @Test(
        arguments: [
            (429, ["ratelimit-reset": "45"], Duration.seconds(46)),
            (429, ["ratelimit-reset": "1790000030"], .seconds(30)), (429, ["retry-after": "7"], .seconds(7)),
            (429, ["ratelimit-reset": "45", "retry-after": "7"], .seconds(46)),
            // No hint, and one that is over: this machine's clock may be ahead.
            (429, [:], .milliseconds(250)), (429, ["ratelimit-reset": "1789999000"], .milliseconds(250)),
            (429, ["retry-after": "0"], .milliseconds(250)),
            // An error of the service's own says nothing about the limit.
            (503, ["ratelimit-reset": "45"], .milliseconds(250)), (503, ["retry-after": "7"], .seconds(7)),
        ] as [(Int, [String: String], Duration)])
    func theWaitIsWhatTheServiceSays(status: Int, headers: [String: String], wait: Duration) async {
        let bench = Bench(.status(status, headers), .status(200))
        #expect(await bench.call() == .success(200))
        #expect(bench.time.sleeps == [wait])
    }

    // MARK: Ends

    @Test func aWaitThatWouldOutlastTheDeadlineEndsTheCallAtOnce() async {
        let bench = Bench(.status(429, ["ratelimit-reset": "45"]))
        let failure = await bench.call(within: .seconds(40)).failure
        #expect(failure?.kind == .outOfTime)
        #expect(failure?.message.contains("rate limit reached (429), next attempt in 46 s") == true)
        #expect(failure?.mayHaveTakenEffect == false)
        #expect(bench.time.sleeps == [])
    }

    @Test func aShortWaitIsNotCalledNone() async {
        let failure = await Bench(.status(503)).call(within: .milliseconds(100)).failure
        #expect(failure?.message.contains("next attempt in 1 s; out of time (RENDER_SYNC_TIMEOUT)") == true)
    }

    @Test func aStopEndsTheWaitAndNoOtherAttemptBegins() async {
        let bench = Bench(.status(503))
        bench.time.onSleep { [stop = bench.stop] _ in stop.open() }
        let failure = await bench.call().failure
        #expect(failure?.kind == .stopped)
        #expect(failure?.mayHaveTakenEffect == true)
        #expect(bench.transport.requests.count == 1)
    }

    @Test func afterAStopNoCallBegins() async {
        let bench = Bench(.status(200))
        bench.stop.open()
        #expect(await bench.call().failure?.kind == .stopped)
        #expect(bench.transport.requests.isEmpty)
        #expect(bench.counter.current == CallCounts())
    }

    @Test func aCancelledCallIsNotTriedAgain() async {
        let bench = Bench(
            FakeTransport { _, _ in
                withUnsafeCurrentTask { $0?.cancel() }
                return .failure(.cancelled)
            })
        let result = await Task { await bench.call() }.value
        #expect(result.failure?.kind == .stopped)
        #expect(bench.transport.requests.count == 1)
    }

    @Test func anAttemptTakesNoLongerThanThePushMay() async {
        let bench = Bench(.status(200))
        _ = await bench.call(within: .seconds(12))
        _ = await bench.call(within: .seconds(600))
        #expect(bench.transport.requests.map(\.timeout) == [.seconds(12), .seconds(30)])
    }

    /// An answer that was lost once stays lost, whatever comes after it.
    @Test(
        arguments: [
            .status(429, ["ratelimit-reset": "4500"]), .failure(.unreachable("refused")), .status(404),
            .failure(.tls("x")),
        ] as [FakeTransport.Answer])
    func aCallWhoseAnswerWasLostMayHaveTakenEffect(next: FakeTransport.Answer) async {
        let bench = Bench(.failure(.broken("reset")), next)
        #expect(await bench.call().failure?.mayHaveTakenEffect == true)
    }

    @Test func aStopAfterALostAnswerDoesNotMakeItUnsent() async {
        let bench = Bench(.failure(.timedOut), .status(429))
        bench.time.onSleep { [time = bench.time, stop = bench.stop] _ in if time.sleeps.count == 2 { stop.open() } }
        let failure = await bench.call().failure
        #expect(failure?.kind == .stopped)
        #expect(failure?.mayHaveTakenEffect == true)
    }

    @Test(
        arguments: [
            (.status(400), false), (.status(429), false), (.failure(.unreachable("x")), false),
            (.failure(.tls("x")), false),
            (.failure(.unsendable("x")), false), (.failure(.timedOut), true), (.failure(.broken("x")), true),
            (.failure(.tooLarge(bound: 1)), true), (.status(500), true), (.json("garbage canary"), true),
        ] as [(FakeTransport.Answer, Bool)])
    func aFailureTellsWhetherTheCallMayHaveTakenEffect(answer: FakeTransport.Answer, mayHave: Bool) async {
        #expect(await Bench(answer).call().failure?.mayHaveTakenEffect == mayHave)
    }

    // MARK: What is told

    @Test func everyAttemptIsCounted() async {
        let bench = Bench(.status(503), .failure(.timedOut), .status(200))
        _ = await bench.call()
        #expect(bench.counter.current.endpoints == [.render: ["PUT x": 3]])
    }

    @Test func everyAnswerIsSeen() async throws {
        let bench = Bench(.status(503), .failure(.timedOut), .status(200))
        let seen = NIOLockedValueBox<[Int]>([])
        let client = bench.client(observe: { _, response in seen.withLockedValue { $0.append(response.status) } })
        try await client.call(HTTPRequest(.get, "https://x.example"), endpoint: "GET x") { _ in }
        #expect(seen.withLockedValue { $0 } == [503, 200])
    }

    @Test func aRequestPrintsWithoutItsSecrets() {
        let request = HTTPRequest(.put, "https://x.example/a", token: Secret("canary"), body: Array("canary".utf8))
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", String(reflecting: request), dumped] { #expect(!text.contains("canary")) }
        let response = HTTPResponse(status: 200, headers: ["x": "canary"], body: Array("canary".utf8))
        #expect("\(response)" == "status 200, 6 bytes")
    }
}
