// SPDX-License-Identifier: MIT

import Foundation
import HTTPClient
import NIOConcurrencyHelpers
import Testing
import TestSupport
@testable import Basics
@testable import Configuration
@testable import InfisicalAPI

@Suite(.timeLimit(.minutes(1))) struct InfisicalSessionTests {
    private static let universal = InfisicalConfiguration.Authentication.universal(
        clientID: Secret("client-1"), clientSecret: Secret("client-secret-1"))

    private static func session(
        _ bench: Bench, _ authentication: InfisicalConfiguration.Authentication = universal,
        readFile: @escaping @Sendable (String) -> String? = { _ in nil }
    ) throws -> InfisicalSession {
        InfisicalSession(
            InfisicalConfiguration(domain: try BaseURL("https://i.example"), authentication: authentication),
            time: bench.time.time, readFile: readFile)
    }

    /// Numbers its tokens.
    private static func logins(expiresIn: Int? = 3600) -> FakeTransport {
        FakeTransport { _, number in
            let life = expiresIn.map { #","expiresIn":\#($0)"# } ?? ""
            return .json(#"{"accessToken":"token-\#(number)"\#(life),"tokenType":"Bearer"}"#)
        }
    }

    @Test func aLoginSendsTheCredentials() async throws {
        let bench = Bench(Self.logins())
        let session = try Self.session(bench)
        #expect(try await session.accessToken(bench.client(.infisical)) == Secret("token-1"))
        let request = bench.transport.requests[0]
        #expect(request.description == "POST https://i.example/api/v1/auth/universal-auth/login")
        let body = try #require(request.body)
        #expect(
            try JSONSerialization.jsonObject(with: Data(body)) as? [String: String]
                == ["clientId": "client-1", "clientSecret": "client-secret-1"])
    }

    @Test func aTokenOfOnesOwnNeedsNoLogin() async throws {
        let bench = Bench(.status(500))
        let session = try Self.session(bench, .token(Secret("ready")))
        #expect(try await session.accessToken(bench.client(.infisical)) == Secret("ready"))
        #expect(bench.transport.requests.isEmpty)
        #expect(await session.discard(Secret("ready")) == false)
    }

    @Test func thoseWhoAskAtTheSameTimeShareALogin() async throws {
        let gate = Latch()
        let bench = Bench(
            FakeTransport { _, number in
                await gate.wait()
                return .json(#"{"accessToken":"token-\#(number)","expiresIn":3600}"#)
            })
        let session = try Self.session(bench)
        let tokens = try await withThrowingTaskGroup(of: Secret.self) { group in
            for _ in 0..<5 { group.addTask { try await session.accessToken(bench.client(.infisical)) } }
            gate.open()
            return try await group.reduce(into: Set<Secret>()) { $0.insert($1) }
        }
        #expect(tokens == [Secret("token-1")])
        #expect(bench.transport.requests.count == 1)
    }

    @Test func aTokenIsKeptUntilShortlyBeforeItsEnd() async throws {
        let bench = Bench(Self.logins())
        let session = try Self.session(bench)
        let client = bench.client(.infisical, within: .seconds(10_000))
        _ = try await session.accessToken(client)
        bench.time.advance(by: .seconds(3539))
        #expect(try await session.accessToken(client) == Secret("token-1"))
        bench.time.advance(by: .seconds(1))
        #expect(try await session.accessToken(client) == Secret("token-2"))
    }

    /// Its end is nearer than the margin: it is used for half of its life, not for none of it.
    @Test func aShortLivedTokenIsUsedMoreThanOnce() async throws {
        let bench = Bench(Self.logins(expiresIn: 30))
        let session = try Self.session(bench)
        let client = bench.client(.infisical)
        _ = try await session.accessToken(client)
        bench.time.advance(by: .seconds(14))
        #expect(try await session.accessToken(client) == Secret("token-1"))
        bench.time.advance(by: .seconds(1))
        #expect(try await session.accessToken(client) == Secret("token-2"))
    }

    @Test func aTokenThatWasDiscardedIsReplaced() async throws {
        let bench = Bench(Self.logins(expiresIn: nil))
        let session = try Self.session(bench)
        let client = bench.client(.infisical)
        let first = try await session.accessToken(client)
        #expect(await session.discard(first))
        #expect(try await session.accessToken(client) == Secret("token-2"))
        // Somebody else's news of the old token must not cost the new one.
        #expect(await session.discard(first))
        #expect(try await session.accessToken(client) == Secret("token-2"))
    }

    // MARK: Failed logins

    @Test func aLoginThatInfisicalDidNotRefuseIsTriedAnewAtOnce() async throws {
        let bench = Bench(.failure(.tls("x")), .json(#"{"accessToken":"token-2"}"#))
        let session = try Self.session(bench)
        let client = bench.client(.infisical)
        await #expect(throws: CallFailure.self) { try await session.accessToken(client) }
        #expect(try await session.accessToken(client) == Secret("token-2"))
    }

    /// Three refused logins within 30 s lock the identity for five minutes.
    @Test func afterARefusalNoOtherLoginIsMadeFor30Seconds() async throws {
        let bench = Bench(.json(#"{"message":"Invalid credentials"}"#, status: 401))
        let session = try Self.session(bench)
        let client = bench.client(.infisical, within: .seconds(10_000))
        var failures: Set<String> = []
        // 100 deliveries in 100 seconds.
        for _ in 0..<100 {
            let found = await failure { () async throws(CallFailure) in _ = try await session.accessToken(client) }
            failures.insert("\(found?.kind == .refused) \(found?.message ?? "")")
            bench.time.advance(by: .seconds(1))
        }
        #expect(bench.transport.requests.count == 4)
        #expect(failures == ["true login refused (401): Invalid credentials; \(LoginMessages.universal)"])
    }

    @Test func aTokenThatWouldEndItsHeaderIsRefused() async throws {
        let bench = Bench(.json(#"{"accessToken":"token\r\nX-Injected: 1"}"#))
        let session = try Self.session(bench)
        let found = await failure { () async throws(CallFailure) in
            _ = try await session.accessToken(bench.client(.infisical))
        }
        #expect(found?.kind == .refused)
        #expect(found?.message == LoginMessages.unusableToken)
        #expect(bench.transport.requests.count == 1)
    }

    // MARK: Those who wait for a login

    /// A login that hangs until it is cancelled, and says so.
    private static func hangingLogins(_ asked: Latch, _ cancelled: Latch) -> FakeTransport {
        FakeTransport { _, _ in
            asked.open()
            // Cancellation ends the wait.
            await Latch().wait()
            cancelled.open()
            return .failure(.cancelled)
        }
    }

    @Test func cancellationEndsALoginThatHangs() async throws {
        let (asked, cancelled) = (Latch(), Latch())
        let bench = Bench(Self.hangingLogins(asked, cancelled))
        let session = try Self.session(bench)
        let push = Task { try await session.accessToken(bench.client(.infisical)) }
        await asked.wait()
        push.cancel()
        await #expect(throws: CallFailure(DeadlineError.stopped)) { try await push.value }
        await cancelled.wait()
    }

    @Test func aLoginGoesOnForAsLongAsSomebodyWaits() async throws {
        let (asked, go) = (Latch(), Latch())
        let bench = Bench(
            FakeTransport { _, number in
                asked.open()
                await go.wait()
                return Task.isCancelled ? .failure(.cancelled) : .json(#"{"accessToken":"token-\#(number)"}"#)
            })
        let session = try Self.session(bench)
        let first = Task { try await session.accessToken(bench.client(.infisical)) }
        await asked.wait()
        let second = Task { try await session.accessToken(bench.client(.infisical)) }
        while await session.waiting < 2 { await Task.yield() }
        first.cancel()
        await #expect(throws: CallFailure(DeadlineError.stopped)) { try await first.value }
        go.open()
        #expect(try await second.value == Secret("token-1"))
        #expect(bench.transport.requests.count == 1)
    }

    /// The first one's time is over in the middle; the second one has more.
    @Test func aLoginIsNotBoundToTheDeadlineOfThePushThatBeganIt() async throws {
        let (asked, go) = (Latch(), Latch())
        let bench = Bench(
            FakeTransport { _, _ in
                asked.open()
                await go.wait()
                return .json(#"{"accessToken":"token-1"}"#)
            })
        let session = try Self.session(bench)
        let first = Task { try await session.accessToken(bench.client(.infisical, within: .seconds(5))) }
        await asked.wait()
        // Sleeping moves the clock: the first one's time is over as soon as somebody waits longer.
        let second = Task { try await session.accessToken(bench.client(.infisical, within: .seconds(600))) }
        await #expect(throws: CallFailure(DeadlineError.outOfTime(.push))) { try await first.value }
        go.open()
        #expect(try await second.value == Secret("token-1"))
        #expect(bench.transport.requests.count == 1)
    }

    @Test(arguments: [
        (401, "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"), (403, "trusted IPs"), (404, "INFISICAL_DOMAIN"),
        (400, "auth method"),
    ])
    func aRefusedLoginSaysWhatToDoAndNoCredential(status: Int, hint: String) async throws {
        let bench = Bench(.json(#"{"message":"no client-secret-1"}"#, status: status))
        let session = try Self.session(bench)
        let found = await failure { () async throws(CallFailure) in
            _ = try await session.accessToken(bench.client(.infisical))
        }
        #expect(found?.kind == .refused)
        #expect(found?.message.contains(hint) == true)
        #expect(found?.message.contains("client-secret") == false)
        #expect(bench.transport.requests.count == 1)
    }

    @Test func aTokensFileIsReadAtEachLogin() async throws {
        let bench = Bench(Self.logins())
        let reads = NIOLockedValueBox(0)
        let session = try Self.session(bench, .jwt(endpoint: "kubernetes-auth", identityID: "m", source: .file("/t"))) {
            _ in
            reads.withLockedValue { reads in
                reads += 1
                return "jwt-\(reads)\n"
            }
        }
        let client = bench.client(.infisical)
        _ = await session.discard(try await session.accessToken(client))
        _ = try await session.accessToken(client)
        let bodies = bench.transport.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) }
        #expect(bodies.map { $0.contains("jwt-1\"") } == [true, false])
        #expect(bodies.map { $0.contains("jwt-2\"") } == [false, true])
        #expect(bench.transport.lines[0] == "POST https://i.example/api/v1/auth/kubernetes-auth/login")
    }

    @Test func aTokensFileThatIsGoneIsNamed() async throws {
        let bench = Bench(Self.logins())
        let session = try Self.session(bench, .jwt(endpoint: "jwt-auth", identityID: "m", source: .file("/run/jwt")))
        let found = await failure { () async throws(CallFailure) in
            _ = try await session.accessToken(bench.client(.infisical))
        }
        #expect(found?.message.contains("/run/jwt") == true)
        #expect(bench.transport.requests.isEmpty)
    }
}
