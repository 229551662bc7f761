// SPDX-License-Identifier: MIT

import Foundation
import HTTPClient
import NIOConcurrencyHelpers
import RenderAPI
import SyncCore
import Testing
import TestSupport
@testable import Basics

@Suite(.timeLimit(.minutes(1))) struct RenderDestinationTests {
    private static func destination(
        _ bench: Bench, _ scope: SyncDestination.Scope = .service("srv-1"), _ kind: SyncDestination.Kind = .env,
        rateLimiter: RenderRateLimiter? = nil, within limit: Duration = .seconds(600)
    ) throws -> RenderDestination {
        RenderDestination(
            SyncDestination(scope: scope, kind: kind), baseURL: try BaseURL("https://r.example/v1"),
            apiKey: Secret("rnd_canary"), rateLimiter: rateLimiter ?? RenderRateLimiter(time: bench.time.time)
        ) { observe in bench.client(within: limit, observe: observe) }
    }

    private static func write(_ key: String, _ value: String = "v") -> Entry {
        Entry(key: Key(key), value: Secret(value))
    }

    private static func body(_ request: HTTPRequest) -> String {
        String(decoding: request.body ?? [], as: UTF8.self)
    }

    // MARK: Reading

    /// A service of so many variables, listed as Render lists them.
    private static func listing(
        _ count: Int, first: Int = 0, kind: SyncDestination.Kind = .env
    ) -> FakeTransport {
        FakeTransport { request, _ in
            let query = URLComponents(string: request.url)?.queryItems ?? []
            let limit = query.first { $0.name == "limit" }?.value.flatMap { Int($0) } ?? 20
            let cursor = query.first { $0.name == "cursor" }?.value
            let start = cursor.flatMap { Int($0.dropFirst()) }.map { $0 + 1 } ?? first
            let items = (start..<max(start, min(first + count, start + limit))).map { number in
                kind == .env
                    ? #"{"envVar":{"key":"K\#(number)","value":"v\#(number)"},"cursor":"c\#(number)"}"#
                    : #"{"secretFile":{"name":"K\#(number)","content":"v\#(number)"},"cursor":"c\#(number)"}"#
            }
            return .json("[\(items.joined(separator: ","))]")
        }
    }

    /// floor(N / 100) + 1 reads, whatever N is.
    @Test(arguments: [(0, 1), (1, 1), (99, 1), (100, 2), (101, 2), (199, 2), (200, 3), (450, 5)])
    func everyPageIsReadAndNoMore(count: Int, calls: Int) async throws {
        for kind in SyncDestination.Kind.allCases {
            let bench = Bench(Self.listing(count, kind: kind))
            let state = try await Self.destination(bench, .service("srv-1"), kind).read()
            #expect(state.entries.count == count)
            #expect(state.entries[Key("K\(max(0, count - 1))")] == (count == 0 ? nil : Secret("v\(count - 1)")))
            #expect(state.services == [RenderService("srv-1")])
            #expect(bench.transport.requests.count == calls)
        }
    }

    @Test func aPageIsAskedForByItsCursor() async throws {
        let bench = Bench(Self.listing(100))
        _ = try await Self.destination(bench).read()
        #expect(
            bench.transport.lines == [
                "GET https://r.example/v1/services/srv-1/env-vars?limit=100",
                "GET https://r.example/v1/services/srv-1/env-vars?limit=100&cursor=c99",
            ])
        #expect(bench.transport.requests.allSatisfy { $0.token == Secret("rnd_canary") })
    }

    /// The second read's first page is not answered before the others have been asked for.
    @Test func aSecondReadAsksForAllPagesAtOnce() async throws {
        let asked = NIOLockedValueBox(0)
        let listing = Self.listing(250)
        let bench = Bench(
            FakeTransport { request, number in
                asked.withLockedValue { $0 += 1 }
                while number == 4, asked.withLockedValue({ $0 }) < 6 { await Task.yield() }
                return await Result { () async throws(TransportError) in try await listing.send(request) }
            })
        let destination = try Self.destination(bench)
        let first = try await destination.read()
        let second = try await destination.read()
        #expect(second.entries == first.entries && second.entries.count == 250)
        #expect(bench.transport.requests.count == 6)
    }

    /// A page that was read ahead counts only where the page before it still ends there; the rest is asked for.
    @Test(arguments: [150, 199, 200, 201, 250, 330], [150, 199, 200, 201, 250, 330])
    func aListThatSomebodyElseChangedIsReadWhole(before: Int, after: Int) async throws {
        let isAfter = NIOLockedValueBox(false)
        // From the second read on every cursor is another one.
        let listings = [Self.listing(before), Self.listing(after, first: 7)]
        let bench = Bench(
            FakeTransport { request, _ in
                let listing = listings[isAfter.withLockedValue { $0 } ? 1 : 0]
                return await Result { () async throws(TransportError) in try await listing.send(request) }
            })
        let destination = try Self.destination(bench)
        #expect(try await destination.read().entries.count == before)
        isAfter.withLockedValue { $0 = true }
        let entries = try await destination.read().entries
        #expect(Set(entries.keys) == Set((7..<7 + after).map { Key("K\($0)") }))
    }

    /// Render may not know a cursor any more whose variable somebody deleted.
    @Test func aPageThatCannotBeReadAheadIsNoFailure() async throws {
        let isAfter = NIOLockedValueBox(false)
        let listings = [Self.listing(150), Self.listing(20)]
        let bench = Bench(
            FakeTransport { request, _ in
                guard isAfter.withLockedValue({ $0 }) else {
                    return await Result { () async throws(TransportError) in try await listings[0].send(request) }
                }
                if request.url.contains("cursor") { return .status(400) }
                return await Result { () async throws(TransportError) in try await listings[1].send(request) }
            })
        let destination = try Self.destination(bench)
        _ = try await destination.read()
        isAfter.withLockedValue { $0 = true }
        #expect(try await destination.read().entries.count == 20)
    }

    /// What makes the list longer or shorter makes its pages others: none is asked for in vain.
    @Test func afterAKeyMoreOrLessPagesAreReadOneAfterAnother() async throws {
        for change in ["put new", "put old", "delete"] {
            let listing = Self.listing(150)
            let bench = Bench(
                FakeTransport { request, number in
                    // Empty, the second time: there is no further page to ask for.
                    if request.method != .get { return .json("{}") }
                    if number == 4, change != "put old" { return .json("[]") }
                    return await Result { () async throws(TransportError) in try await listing.send(request) }
                })
            let destination = try Self.destination(bench)
            _ = try await destination.read()
            switch change {
            case "put new": try await destination.put(Self.write("NEW"))
            case "put old": try await destination.put(Self.write("K1"))
            default: try await destination.delete(Key("K1"))
            }
            _ = try await destination.read()
            #expect(bench.transport.requests.count == (change == "put old" ? 5 : 4))
        }
    }

    /// What was not listed would be lost by a bulk write.
    @Test(arguments: [["c"], ["a", "b"], ["a", "b", "c", "b"]])
    func aCursorThatLeadsInCirclesIsRefused(cursors: [String]) async throws {
        let bench = Bench(
            FakeTransport { _, number in
                let cursor = cursors[(number - 1) % cursors.count]
                let items = (0..<100).map { #"{"envVar":{"key":"K\#($0)","value":"v"},"cursor":"\#(cursor)"}"# }
                return .json("[\(items.joined(separator: ","))]")
            })
        let destination = try Self.destination(bench)
        let found = await failure { () async throws(CallFailure) in _ = try await destination.read() }
        #expect(found?.kind == .refused)
        #expect(found?.message.contains("does not end") == true)
        #expect(bench.transport.requests.count <= 5)
    }

    @Test func aGroupIsReadInOneCall() async throws {
        let group = """
            {"id": "evg-1", "name": "g", "envVars": [{"key": "A", "value": "1"}],
             "secretFiles": [{"name": "f.txt", "content": "x"}],
             "serviceLinks": [{"id": "srv-2", "name": "b", "type": "cron"}, {"id": "srv-1", "name": "a", "type": "web"}]}
            """
        for (kind, entries) in [
            (SyncDestination.Kind.env, [Key("A"): Secret("1")]), (.file, [Key("f.txt"): Secret("x")]),
        ] {
            let bench = Bench(.json(group))
            let state = try await Self.destination(bench, .environmentGroup("evg-1"), kind).read()
            #expect(
                state
                    == DestinationState(
                        entries: entries,
                        services: [
                            RenderService(
                                "srv-2", name: "b", isStaticSite: false, page: "https://dashboard.render.com/cron/srv-2"
                            ),
                            RenderService(
                                "srv-1", name: "a", isStaticSite: false, page: "https://dashboard.render.com/web/srv-1"),
                        ]))
            #expect(bench.transport.lines == ["GET https://r.example/v1/env-groups/evg-1"])
        }
    }

    @Test(arguments: [
        #"{"envVar":{}}"#, #"[{"cursor":"c"}]"#, #"[{"secretFile":{"name":"a","content":"b"},"cursor":"c"}]"#,
    ])
    func anotherShapeIsNoEmptyListAndIsRefusedAtOnce(body: String) async throws {
        let bench = Bench(.json(body))
        let destination = try Self.destination(bench)
        let found = await failure { () async throws(CallFailure) in _ = try await destination.read() }
        #expect(found?.kind == .refused)
        #expect(bench.transport.requests.count == 1)
    }

    @Test(arguments: ["", "[", "<html>"]) func aBodyThatWasCutIsNoEmptyListEither(body: String) async throws {
        let bench = Bench(.json(body))
        let destination = try Self.destination(bench)
        let found = await failure { () async throws(CallFailure) in _ = try await destination.read() }
        #expect(found?.kind == .mayPass)
        #expect(bench.transport.requests.count == 5)
    }

    /// A hint of another type is no hint.
    @Test func aGroupsTimeOfAnotherTypeStopsNothing() async throws {
        let group = #"{"envVars":[],"serviceLinks":[],"updatedAt":1790000000}"#
        let state = try await Self.destination(Bench(.json(group)), .environmentGroup("evg-1")).read()
        #expect(state.entries.isEmpty)
    }

    @Test func aValueWithHalfASurrogatePairIsReadAsAnotherValue() async throws {
        let state = try await Self.destination(
            Bench(.json(#"[{"envVar":{"key":"A","value":"\ud83d"},"cursor":"c"}]"#))
        ).read()
        #expect(state.entries == [Key("A"): Secret("\u{FFFF}")])
    }

    // MARK: Writing

    @Test(
        arguments: [
            (.service("srv-1"), .env, "services/srv-1/env-vars"),
            (.service("srv-1"), .file, "services/srv-1/secret-files"),
            (.environmentGroup("evg-1"), .env, "env-groups/evg-1/env-vars"),
            (.environmentGroup("evg-1"), .file, "env-groups/evg-1/secret-files"),
        ] as [(SyncDestination.Scope, SyncDestination.Kind, String)])
    func oneKeyHasOneAddress(scope: SyncDestination.Scope, kind: SyncDestination.Kind, path: String) async throws {
        let bench = Bench(.status(200))
        let destination = try Self.destination(bench, scope, kind)
        try await destination.put(Self.write("A.b-c", "x\"\n"))
        try await destination.delete(Key("A.b-c"))
        #expect(
            bench.transport.lines == [
                "PUT https://r.example/v1/\(path)/A.b-c", "DELETE https://r.example/v1/\(path)/A.b-c",
            ])
        #expect(Self.body(bench.transport.requests[0]) == #"{"\#(kind == .env ? "value" : "content")":"x\"\n"}"#)
        #expect(bench.transport.requests[1].body == nil)
    }

    /// Keys that are there already may be any text.
    @Test func aKeyIsPercentEncoded() async throws {
        let bench = Bench(.status(204))
        try await Self.destination(bench).delete(Key("a/b c?é%"))
        #expect(
            bench.transport.lines == ["DELETE https://r.example/v1/services/srv-1/env-vars/a%2Fb%20c%3F%C3%A9%25"])
    }

    /// On the way, `DELETE .../env-vars/..` may become the service's own address.
    @Test(arguments: [".", "..", ""])
    func aKeyWithoutAnAddressOfItsOwnIsNeverSent(name: String) async throws {
        let bench = Bench(.status(204))
        let destination = try Self.destination(bench)
        let delete = await failure { () async throws(CallFailure) in try await destination.delete(Key(name)) }
        #expect(delete?.kind == .refused)
        let put = await failure { () async throws(CallFailure) in try await destination.put(Self.write(name)) }
        #expect(put?.kind == .refused)
        #expect(bench.transport.requests.isEmpty)
    }

    @Test func aKeyThatIsGoneAlreadyIsDeleted() async throws {
        let destination = try Self.destination(Bench(.json(#"{"message":"not found"}"#, status: 404)))
        #expect(await failure { () async throws(CallFailure) in try await destination.delete(Key("A")) } == nil)
        let put = await failure { () async throws(CallFailure) in try await destination.put(Self.write("A")) }
        #expect(put?.kind == .refused)
    }

    @Test func aBulkWriteSendsEverything() async throws {
        let bench = Bench(.status(200))
        try await Self.destination(bench).replaceAll([Self.write("A", "1"), Self.write("B", "é/")])
        try await Self.destination(bench, .service("srv-1"), .file).replaceAll([Self.write("f", "1")])
        #expect(
            bench.transport.lines == [
                "PUT https://r.example/v1/services/srv-1/env-vars",
                "PUT https://r.example/v1/services/srv-1/secret-files",
            ])
        #expect(Self.body(bench.transport.requests[0]) == #"[{"key":"A","value":"1"},{"key":"B","value":"é/"}]"#)
        #expect(Self.body(bench.transport.requests[1]) == #"[{"content":"1","name":"f"}]"#)
    }

    @Test func onlyAServiceTakesABulkWrite() throws {
        #expect(try Self.destination(Bench(.status(200))).canReplaceAll)
        #expect(try !Self.destination(Bench(.status(200)), .environmentGroup("evg-1")).canReplaceAll)
    }

    @Test func aRefusedWriteNamesTheKeyAndNoValue() async throws {
        let bench = Bench(.json(#"{"message":"value canary-value-1 of key rnd_canary is bad"}"#, status: 400))
        let destination = try Self.destination(bench)
        let found = await failure { () async throws(CallFailure) in
            try await destination.put(Self.write("A", "canary-value-1"))
        }
        #expect(found?.message.contains("key A: refused (400)") == true)
        #expect(found?.message.contains("canary") == false)
        let bulk = await failure { () async throws(CallFailure) in
            try await destination.replaceAll([Self.write("B", "x"), Self.write("A", "canary-value-1")])
        }
        #expect(bulk?.message.contains("canary") == false)
    }

    /// What a push has read is in no later error, whatever the call.
    @Test func anErrorRepeatsNothingThatWasReadBefore() async throws {
        let bench = Bench(
            .json(#"[{"envVar":{"key":"A","value":"canary-value-1"},"cursor":"c"}]"#),
            .json(#"{"message":"canary-value-1 is not allowed"}"#, status: 400))
        let destination = try Self.destination(bench)
        _ = try await destination.read()
        let again = await failure { () async throws(CallFailure) in _ = try await destination.read() }
        #expect(again?.message.contains("canary") == false)
        #expect(again?.message.contains(SafeText.withheld) == true)
    }

    @Test(
        arguments: [
            (
                .json(#"{"message":"not found: srv-1"}"#, status: 404), "service srv-1", .service("srv-1"),
                "RENDER_SYNC_SERVICE_ID"
            ),
            (.status(404), "environment group evg-1", .environmentGroup("evg-1"), "RENDER_SYNC_ENVIRONMENT_GROUP_ID"),
        ] as [(FakeTransport.Answer, String, SyncDestination.Scope, String)])
    func anIDThatRenderDoesNotKnowIsNamed(
        response: FakeTransport.Answer, what: String, scope: SyncDestination.Scope, variable: String
    ) async throws {
        let destination = try Self.destination(Bench(response), scope)
        let found = await failure { () async throws(CallFailure) in _ = try await destination.read() }
        #expect(found?.kind == .refused)
        #expect(
            found?.message == "Render has no \(what) that this API key may see: check \(variable) and RENDER_API_KEY")
    }

    @Test(arguments: [
        #"{"reqId":"r","message":"Route GET:/x not found","error":"Not Found","statusCode":404}"#, "<html>",
    ])
    func anAddressThatIsNotRendersIsNamed(body: String) async throws {
        let destination = try Self.destination(Bench(.json(body, status: 404)))
        let found = await failure { () async throws(CallFailure) in _ = try await destination.read() }
        #expect(found?.message == "this is not Render's API: check RENDER_API_URL")
    }

    @Test(arguments: [(401, "RENDER_API_KEY"), (403, "RENDER_API_KEY"), (404, "srv-1")])
    func aRefusalSaysWhatToCheck(status: Int, hint: String) async throws {
        let destination = try Self.destination(Bench(.status(status)))
        let found = await failure { () async throws(CallFailure) in _ = try await destination.read() }
        #expect(found?.kind == .refused)
        #expect(found?.message.contains(hint) == true)
    }

    // MARK: Deploys

    @Test(
        arguments: [
            (nil, "{}"), (.deployOnly, #"{"deployMode":"deploy_only"}"#),
            (.buildAndDeploy, #"{"deployMode":"build_and_deploy"}"#),
        ] as [(SyncOptions.DeployMode?, String)])
    func aDeployIsAskedForInItsMode(mode: SyncOptions.DeployMode?, body: String) async throws {
        let bench = Bench(.json(#"{"id":"dep-1","status":"created"}"#, status: 201))
        let outcome = try await Self.destination(bench)
            .deploy(service: "srv-2", mode: mode, within: bench.time.deadline())
        #expect(outcome == .started(id: "dep-1"))
        #expect(bench.transport.lines == ["POST https://r.example/v1/services/srv-2/deploys"])
        #expect(Self.body(bench.transport.requests[0]) == body)
        // libcurl would repeat it by itself on a reused connection that turns out dead.
        #expect(bench.transport.requests[0].needsFreshConnection)
    }

    @Test(arguments: [404, 410])
    func aServiceThatIsGoneIsNoFailure(status: Int) async throws {
        let bench = Bench(.status(status))
        #expect(try await Self.destination(bench).service("srv-2", within: bench.time.deadline()) == nil)
    }

    /// What is not known is asked for, before a static site is deployed without a build.
    @Test(
        arguments: [
            (#""static""#, true), (#""web""#, false), (#""static_site""#, nil), ("null", nil), ("7", nil),
        ] as [(String, Bool?)])
    func aLinkedServicesTypeIsTakenWhereItIsKnown(type: String, isStaticSite: Bool?) async throws {
        let group = #"{"envVars":[],"serviceLinks":[{"id":"srv-2","name":"b","type":\#(type)}]}"#
        let state = try await Self.destination(Bench(.json(group)), .environmentGroup("evg-1")).read()
        #expect(state.services.map(\.isStaticSite) == [isStaticSite])
        #expect((state.services[0].page == nil) == (isStaticSite == nil))
    }

    @Test(arguments: ["", "null", "{}", "queued"])
    func aDeployThatIsQueuedMayHaveNoID(body: String) async throws {
        let bench = Bench(.json(body, status: 202))
        let outcome = try await Self.destination(bench)
            .deploy(service: "srv-2", mode: nil, within: bench.time.deadline())
        #expect(outcome == .queued())
    }

    @Test(
        arguments: [
            (.json(#"{"message":"cannot deploy suspended service"}"#, status: 400), .suspended),
            (.json(#"{"id":"x","message":"service is suspended"}"#, status: 409), .suspended),
            (.json(#"{"message":"not found: srv-2"}"#, status: 404), .gone),
            (.json(#"{"message":"no longer available"}"#, status: 410), .gone),
            (.json(#"{"id":"dep-9"}"#, status: 202), .started(id: "dep-9")),
        ] as [(FakeTransport.Answer, DeployAnswer)])
    func aServiceThatCannotBeDeployedIsNoFailure(response: FakeTransport.Answer, outcome: DeployAnswer) async throws {
        let bench = Bench(response)
        let found = try await Self.destination(bench)
            .deploy(service: "srv-2", mode: nil, within: bench.time.deadline())
        #expect(found == outcome)
        #expect(bench.transport.requests.count == 1)
    }

    @Test(
        arguments: [
            .json(#"{"message":"no build to deploy"}"#, status: 400), .status(409), .status(403),
            // Nothing that is documented: it may have started.
            .status(200), .json("{}", status: 201),
        ] as [FakeTransport.Answer])
    func anyOtherRefusedDeployIsAFailure(response: FakeTransport.Answer) async throws {
        let bench = Bench(response)
        let destination = try Self.destination(bench)
        let found = await failure { () async throws(CallFailure) in
            _ = try await destination.deploy(service: "srv-2", mode: nil, within: bench.time.deadline())
        }
        #expect(found != nil)
        #expect(bench.transport.requests.count == 1)
    }

    @Test func aDeployKeepsToItsOwnDeadline() async throws {
        let bench = Bench(.json(#"{"id":"dep-1"}"#, status: 201))
        bench.stop.open()
        let destination = try Self.destination(bench)
        _ = try await destination.deploy(service: "srv-2", mode: nil, within: bench.time.deadline(.seconds(8)))
        #expect(bench.transport.requests.map(\.timeout) == [.seconds(8)])
    }

    // MARK: The rate limit

    /// Two syncs with one key, pushed at the same time: each would fill the limit alone.
    @Test func syncsThatShareAKeyShareTheLimit() async throws {
        let limit = FakeLimit(room: 30)
        let bench = Bench(FakeTransport { request, _ in limit.answer(request) })
        bench.time.onSleep { _ in limit.reset() }
        let rateLimiter = RenderRateLimiter(time: bench.time.time)
        let time = bench.time.time
        // Every sleeper moves the clock on.
        let destinations = try ["srv-1", "srv-2"].map {
            try Self.destination(bench, .service($0), rateLimiter: rateLimiter, within: .seconds(100_000))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for destination in destinations {
                for number in 0..<25 {
                    group.addTask { try await Self.put(Self.write("K\(number)"), destination, time) }
                }
            }
            try await group.waitForAll()
        }
        #expect(limit.refusals == 0)
        #expect(bench.transport.requests.count == 50)
    }

    /// As a push does: when there is no room, it waits for the reset and starts anew.
    private static func put(_ write: Entry, _ destination: RenderDestination, _ time: TimeSource) async throws {
        while true {
            let failure = await failure { () async throws(CallFailure) in try await destination.put(write) }
            guard let failure else { return }
            guard case .noRoom(let wait) = failure.kind else { throw failure }
            await time.sleep(wait)
        }
    }

    @Test func aWriteWithoutRoomIsNotSent() async throws {
        let limit = FakeLimit(room: 1)
        let bench = Bench(FakeTransport { request, _ in limit.answer(request) })
        let destination = try Self.destination(bench)
        try await destination.put(Self.write("A"))
        let found = await failure { () async throws(CallFailure) in try await destination.put(Self.write("B")) }
        #expect(found?.kind == .noRoom(resetsIn: .seconds(61)))
        #expect(found?.mayHaveTakenEffect == false)
        #expect(bench.transport.requests.count == 1)
        #expect(bench.counter.current.total(.render) == 1)
    }

    /// Every attempt takes from the limit, repeats too.
    @Test func aRepeatedWriteIsNotSentPastTheLimit() async throws {
        let limit = FakeLimit(room: 1)
        let bench = Bench(
            FakeTransport { request, number in
                let answer = limit.answer(request)
                guard number == 1, case .success(var response) = answer else { return answer }
                response.status = 503
                return .success(response)
            })
        bench.time.onSleep { duration in if duration >= .seconds(40) { limit.reset() } }
        try await Self.destination(bench).put(Self.write("A"))
        #expect(limit.refusals == 0)
        #expect(bench.transport.requests.count == 2)
    }
}

/// Render's limit for writes: so many, then 429 until the reset.
private final class FakeLimit: Sendable {
    private struct State {
        var room: Int
        var refusals = 0
    }

    private let state: NIOLockedValueBox<State>

    init(room: Int) {
        state = NIOLockedValueBox(State(room: room))
    }

    var refusals: Int { state.withLockedValue(\.refusals) }

    func reset() {
        state.withLockedValue { $0.room = 30 }
    }

    func answer(_ request: HTTPRequest) -> FakeTransport.Answer {
        state.withLockedValue { state in
            let isRefused = state.room == 0
            state.refusals += isRefused ? 1 : 0
            state.room = max(0, state.room - 1)
            return .status(
                isRefused ? 429 : 200, ["ratelimit-remaining": "\(state.room)", "ratelimit-reset": "60"])
        }
    }
}

extension Result where Failure == TransportError {
    fileprivate init(_ body: () async throws(TransportError) -> Success) async {
        do throws(TransportError) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
