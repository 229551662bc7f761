// SPDX-License-Identifier: MIT

import HTTPClient
import SyncCore
import Testing
import TestSupport
@testable import Basics
@testable import Configuration
@testable import InfisicalAPI

@Suite struct InfisicalSourceTests {
    private static func source(
        _ bench: Bench, _ authentication: InfisicalConfiguration.Authentication = .token(Secret("token-0")),
        _ source: SyncSource = SyncSource(projectID: "p", environment: "prod", path: SecretPath("/a b"))
    ) throws -> InfisicalSource {
        let session = InfisicalSession(
            InfisicalConfiguration(domain: try BaseURL("https://i.example"), authentication: authentication),
            time: bench.time.time, readFile: { _ in nil })
        return InfisicalSource(source, session: session, client: bench.client(.infisical))
    }

    private static let universal = InfisicalConfiguration.Authentication.universal(
        clientID: Secret("client-1"), clientSecret: Secret("client-secret-1"))
    private static let login = FakeTransport.Answer.json(#"{"accessToken":"token-1","expiresIn":3600}"#)
    private static let empty = FakeTransport.Answer.json(#"{"secrets":[],"imports":[]}"#)
    private static let noRoute = FakeTransport.Answer.json(
        #"{"message":"Route GET:/api/v4/secrets not found","error":"Not Found","statusCode":404}"#, status: 404)
    private static let noFolder = FakeTransport.Answer.json(
        #"{"reqId":"r","message":"Folder with path '/a b' not found","error":"NotFound","statusCode":404}"#, status: 404
    )

    private static func values(_ body: String) async throws -> [String: String] {
        let secrets = try await source(Bench(.json(body))).read().secrets
        return Dictionary(uniqueKeysWithValues: secrets.map { ($0.key.name, $0.value.exposed) })
    }

    // MARK: The request

    @Test(arguments: [false, true])
    func theListIsAskedForWithEverythingThatMatters(isRecursive: Bool) async throws {
        let bench = Bench(Self.empty)
        let place = SyncSource(
            projectID: "p&q", environment: "prod", path: SecretPath("/a b"), isRecursive: isRecursive)
        _ = try await Self.source(bench, .token(Secret("token-0")), place).read()
        #expect(bench.transport.requests[0].token == Secret("token-0"))
        #expect(
            bench.transport.lines == [
                "GET https://i.example/api/v4/secrets?projectId=p%26q&environment=prod&secretPath=%2Fa%20b"
                    + "&viewSecretValue=true&expandSecretReferences=true&include_imports=true&includeImports=true"
                    + "&recursive=\(isRecursive)"
            ])
    }

    @Test(arguments: [
        noRoute, .json(#"{"message":"Not Found","statusCode":404}"#, status: 404), .status(404, [:], "<html>"),
        .json(#"{"reqId":"r","message":"Route GET:/api/v4/secrets not found"}"#, status: 404),
    ])
    func anOlderServerIsAskedInItsOwnWay(noRoute: FakeTransport.Answer) async throws {
        let bench = Bench(noRoute, .json(#"{"secrets":[{"secretKey":"A","secretValue":"1"}],"imports":[]}"#))
        #expect(try await Self.source(bench).read().secrets.map(\.key) == [Key("A")])
        #expect(bench.transport.lines[1].hasPrefix("GET https://i.example/api/v3/secrets/raw?workspaceId=p&"))
    }

    @Test func anOlderServerIsProbedOnce() async throws {
        let bench = Bench(Self.noRoute, Self.empty)
        let source = try Self.source(bench)
        _ = try await source.read()
        _ = try await source.read()
        #expect(bench.transport.lines.map { $0.contains("/api/v4/") } == [true, false, false])
    }

    @Test func aFolderThatIsMissingIsNoOlderServer() async throws {
        let bench = Bench(Self.noFolder)
        let source = try Self.source(bench)
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.kind == .refused)
        #expect(found?.message.contains("RENDER_SYNC_SECRET_PATH") == true)
        #expect(bench.transport.requests.count == 1)
    }

    @Test(arguments: [noRoute, .status(404, [:], "<html>")])
    func anAddressThatHasNeitherListIsNamed(answer: FakeTransport.Answer) async throws {
        let source = try Self.source(Bench(answer))
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.kind == .refused)
        #expect(found?.message.contains("INFISICAL_DOMAIN") == true)
    }

    // MARK: Tokens

    private static let refusals: [FakeTransport.Answer] = [
        .json(#"{"reqId":"r","message":"Token missing","error":"Unauthorized"}"#, status: 401),
        .json(#"{"reqId":"r","message":"Your token has expired.","error":"TokenError"}"#, status: 403),
    ]

    @Test(arguments: refusals)
    func aTokenThatIsRefusedIsReplacedOnce(refusal: FakeTransport.Answer) async throws {
        let bench = Bench(Self.login, refusal, .json(#"{"accessToken":"token-2"}"#), Self.empty)
        _ = try await Self.source(bench, Self.universal).read()
        #expect(bench.transport.requests.map(\.token) == [nil, Secret("token-1"), nil, Secret("token-2")])
    }

    @Test(arguments: refusals)
    func aSecondRefusalIsFinal(refusal: FakeTransport.Answer) async throws {
        let bench = Bench(Self.login, refusal, Self.login, refusal)
        let source = try Self.source(bench, Self.universal)
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.kind == .refused)
        #expect(bench.transport.requests.count == 4)
    }

    @Test(arguments: refusals)
    func aTokenOfOnesOwnCannotBeReplaced(refusal: FakeTransport.Answer) async throws {
        let bench = Bench(refusal)
        let source = try Self.source(bench)
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.kind == .refused)
        #expect(found?.message.contains("INFISICAL_TOKEN") == true)
        #expect(bench.transport.requests.count == 1)
    }

    @Test func aPermissionThatIsMissingIsNoMatterOfTheToken() async throws {
        let bench = Bench(
            Self.login, .json(#"{"reqId":"r","message":"no","error":"PermissionDenied"}"#, status: 403))
        let source = try Self.source(bench, Self.universal)
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.message.contains("permission to read secrets of prod /a b") == true)
        #expect(bench.transport.requests.count == 2)
    }

    // MARK: The list

    @Test func personalSecretsAreIgnored() async throws {
        let values = try await Self.values(
            """
            {"secrets": [{"secretKey": "A", "secretValue": "mine", "type": "personal"},
                         {"secretKey": "A", "secretValue": "shared", "type": "shared"},
                         {"secretKey": "B", "secretValue": "mine", "type": "personal"}],
             "imports": [{"secretPath": "/x", "environment": "prod",
                          "secrets": [{"secretKey": "C", "secretValue": "mine", "type": "personal"}]}]}
            """)
        #expect(values == ["A": "shared"])
    }

    @Test func laterImportsWinOverEarlierAndDirectSecretsOverAll() async throws {
        let values = try await Self.values(
            """
            {"secrets": [{"secretKey": "A", "secretValue": "direct"}],
             "imports": [{"secrets": [{"secretKey": "A", "secretValue": "1"}, {"secretKey": "B", "secretValue": "1"}]},
                         {"secrets": [{"secretKey": "B", "secretValue": "2"}, {"secretKey": "C", "secretValue": "2"}]}]}
            """)
        #expect(values == ["A": "direct", "B": "2", "C": "2"])
    }

    @Test(arguments: [
        #"{"secretKey":"A","secretValue":"<hidden-by-infisical>","secretValueHidden":true}"#,
        // A value that does not come along is not an empty one, which would be deleted at Render.
        #"{"secretKey":"A"}"#, #"{"secretKey":"A","secretValue":null}"#,
    ])
    func aValueThatIsNotShownIsHidden(item: String) async throws {
        let secrets = try await Self.source(Bench(.json(#"{"secrets":[\#(item)],"imports":[]}"#))).read().secrets
        #expect(secrets.map(\.isHidden) == [true])
    }

    @Test func theFolderOfEachSecretIsKnown() async throws {
        let body = """
            {"secrets": [{"secretKey": "A", "secretValue": "1", "secretPath": "/a b/c"},
                         {"secretKey": "B", "secretValue": "1"}],
             "imports": [{"secretPath": "/shared", "secrets": [{"secretKey": "C", "secretValue": "1"}]}]}
            """
        let secrets = try await Self.source(Bench(.json(body))).read().secrets
        #expect(secrets.map(\.path) == ["/a b/c", "/a b", "/shared"])
    }

    @Test func halfASurrogatePairDoesNotLoseTheOthers() async throws {
        let values = try await Self.values(
            #"{"secrets":[{"secretKey":"A","secretValue":"\ud83d"},{"secretKey":"B","secretValue":"\ud83d\ude00"}],"imports":[]}"#
        )
        #expect(values == ["A": "\u{FFFF}", "B": "\u{1F600}"])
    }

    @Test(arguments: [
        "[]", "{}", "true", #"{"secrets":{},"imports":[]}"#, #"{"secrets":[{}],"imports":[]}"#,
        #"{"secrets":[{"secretKey":"A","secretValue":1}],"imports":[]}"#, #"{"secrets":[],"imports":{}}"#,
        #"{"secrets":[{"secretKey":"A","secretValue":"1","type":1}],"imports":[]}"#,
    ])
    func anotherShapeIsRefusedAtOnce(body: String) async throws {
        let bench = Bench(.json(body))
        let source = try Self.source(bench)
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.kind == .refused)
        #expect(bench.transport.requests.count == 1)
    }

    @Test(arguments: ["", #"{"secrets":["#, "<html>"])
    func aBodyThatWasCutMayPass(body: String) async throws {
        let bench = Bench(.json(body), Self.empty)
        _ = try await Self.source(bench).read()
        #expect(bench.transport.requests.count == 2)
    }

    /// As if there were none, what is imported would be deleted at Render.
    @Test(arguments: [#"{"secrets":[]}"#, #"{"secrets":[],"imports":null}"#])
    func importsThatAreNotListedAreNotTakenForNone(body: String) async throws {
        let bench = Bench(.json(body))
        let source = try Self.source(bench)
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.kind == .incomplete)
        #expect(found?.message == InfisicalMessages.lacksImports)
        #expect(bench.transport.requests.count == 1)
    }

    @Test(arguments: [#""workspace":"other""#, #""environment":"dev""#, #""workspace":"p","environment":"Prod""#])
    func secretsOfAnotherPlaceAreRefused(member: String) async throws {
        let bench = Bench(
            .json(#"{"secrets":[{\#(member),"secretKey":"A","secretValue":"1"}],"imports":[]}"#))
        let source = try Self.source(bench)
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.kind == .refused)
        #expect(found?.message.contains("project p, environment prod was asked for") == true)
        #expect(bench.transport.requests.count == 1)
    }

    @Test func anImportMayLeadToAnotherEnvironment() async throws {
        let values = try await Self.values(
            """
            {"secrets": [{"workspace": "p", "environment": "prod", "secretKey": "A", "secretValue": "1"}],
             "imports": [{"environment": "dev", "secrets": [{"workspace": "", "environment": "dev",
                          "secretKey": "B", "secretValue": "2"}]}]}
            """)
        #expect(values == ["A": "1", "B": "2"])
    }

    /// The confirming list's error must not tell what the first list held.
    @Test func anErrorRepeatsNothingThatWasReadBefore() async throws {
        let bench = Bench(
            .json(#"{"secrets":[{"secretKey":"A","secretValue":"canary-value-1"}],"imports":[]}"#),
            .json(#"{"reqId":"r","message":"cannot expand canary-value-1","error":"BadRequest"}"#, status: 400))
        let source = try Self.source(bench)
        _ = try await source.read()
        let found = await failure { () async throws(CallFailure) in _ = try await source.read() }
        #expect(found?.message.contains("canary") == false)
        #expect(found?.message.contains(SafeText.withheld) == true)
    }

    @Test func whatTellsAnOlderListComesAlongForEverySecret() async throws {
        let body = """
            {"secrets": [{"id": "1", "secretKey": "A", "secretValue": "1", "version": 7,
                          "createdAt": "2026-01-02T03:04:05.678Z", "updatedAt": "2026-01-03T00:00:00.000Z"}],
             "imports": [{"secretPath": "/x", "environment": "dev",
                          "secrets": [{"id": "2", "secretKey": "A", "secretValue": "2", "version": 1}]}]}
            """
        let listed = try await Self.source(Bench(.json(body))).read().listed
        let times = [1_767_323_045_678, 1_767_398_400_000].map { Moment(milliseconds: $0) }
        #expect(
            listed == [
                ListedSecret(
                    path: Key("/a b"), key: Key("A"),
                    hints: SecretHints(id: Key("1"), version: 7, createdAt: times[0], updatedAt: times[1])),
                ListedSecret(
                    part: Key("dev /x"), path: Key("/x"), key: Key("A"), hints: SecretHints(id: Key("2"), version: 1)),
            ])
    }

    @Test(arguments: ["1.5", #""2""#, "null", "{}", "[1]", "true", "1e400", "99999999999999999999"])
    func aHintOfAnotherTypeIsNoHint(value: String) async throws {
        let members = ["id", "version", "createdAt", "updatedAt"].map { #""\#($0)":\#(value)"# }
        let body = #"{"secrets":[{"secretKey":"A","secretValue":"1",\#(members.joined(separator: ","))}],"imports":[]}"#
        let hints = try await Self.source(Bench(.json(body))).read().listed[0].hints
        #expect(hints == SecretHints(id: value.hasPrefix("\"") ? Key("2") : nil))
    }

    // MARK: Writing

    private static let entry = Entry(key: Key("A"), value: Secret("1"))

    @Test(
        arguments: [
            (#"{"secrets":[]}"#, .done), (#"{"secrets":[],"approval":null}"#, .done),
            (#"{"approval":{"id":"x"}}"#, .pendingApproval), (#"{"approval":"x"}"#, .pendingApproval),
        ] as [(String, SourceWrite)])
    func aWriteThatWaitsForApprovalIsNotDone(body: String, outcome: SourceWrite) async throws {
        #expect(try await Self.source(Bench(.json(body))).update([Self.entry]) == outcome)
    }

    @Test(arguments: ["[]", "true", #""done""#])
    func aResponseOfAnotherShapeConfirmsNoWrite(body: String) async throws {
        let source = try Self.source(Bench(.json(body)))
        let found = await failure { () async throws(CallFailure) in _ = try await source.update([Self.entry]) }
        #expect(found?.kind == .refused)
        #expect(found?.mayHaveTakenEffect == true)
    }
}
