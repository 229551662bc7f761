// SPDX-License-Identifier: MIT

import HTTPClient
import SyncCore
import Testing
import TestSupport
@testable import Basics
@testable import Configuration
@testable import InfisicalAPI

@Suite struct InfisicalDirectoryTests {
    private static func directory(_ bench: Bench) throws -> InfisicalDirectory {
        let session = InfisicalSession(
            InfisicalConfiguration(
                domain: try BaseURL("https://i.example"), authentication: .token(Secret("token-0"))),
            time: bench.time.time, readFile: { _ in nil })
        return InfisicalDirectory(session: session, client: bench.client(.infisical))
    }

    private static let noRoute = FakeTransport.Answer.json(
        #"{"message":"Route GET:/x not found","error":"Not Found","statusCode":404}"#, status: 404)

    private static func denial(_ body: String) async throws -> Denial.Reason? {
        let directory = try directory(Bench(.json(body, status: 403)))
        guard case .failure(let denial) = try await directory.webhooks(project: "p") else { return nil }
        return denial.reason
    }

    // MARK: Projects and folders

    @Test func projectsComeWithTheirEnvironments() async throws {
        let bench = Bench(
            .json(#"{"projects":[{"id":"p","name":"Shop","environments":[{"slug":"prod","name":"Production"}]}]}"#))
        let projects = try await Self.directory(bench).projects()
        let shop = ProjectListing(
            id: "p", name: "Shop", environments: [EnvironmentListing(slug: "prod", name: "Production")])
        #expect(projects == .success([shop]))
        #expect(bench.transport.lines == ["GET https://i.example/api/v1/projects?type=secret-manager"])
    }

    @Test func anOlderServerCallsThemWorkspaces() async throws {
        let bench = Bench(Self.noRoute, .json(#"{"workspaces":[{"_id":"p","name":"Shop"}]}"#))
        #expect(try await Self.directory(bench).projects() == .success([ProjectListing(id: "p", name: "Shop")]))
        #expect(bench.transport.lines.last == "GET https://i.example/api/v1/workspace")
    }

    @Test(arguments: ["worker/jobs", "/worker/jobs"])
    func foldersComeByTheirPaths(relativePath: String) async throws {
        let bench = Bench(
            .json(#"{"folders":[{"id":"1","name":"jobs","relativePath":"\#(relativePath)"},{"id":"2","name":"top"}]}"#))
        let folders = try await Self.directory(bench).folders(project: "p", environment: "prod")
        #expect(folders == .success([SecretPath("/worker/jobs"), SecretPath("/top")]))
    }

    // MARK: Webhooks

    @Test func aWebhookThatLacksMembersIsTakenForAPlainOne() async throws {
        let bench = Bench(.json(#"{"webhooks":[{"id":"w","url":"https://x","secretPath":"/a"}]}"#))
        let webhooks = try await Self.directory(bench).webhooks(project: "p", environment: "prod")
        #expect(webhooks == .success([Webhook(id: "w", url: "https://x", environment: nil, path: "/a")]))
        #expect(bench.transport.lines == ["GET https://i.example/api/v1/webhooks?projectId=p&environment=prod"])
    }

    @Test func whatAWebhookSaysOfItselfIsRead() async throws {
        let bench = Bench(
            .json(
                """
                {"webhooks":[{"id":"w","url":"https://x","secretPath":"/","lastStatus":"failed",\
                "lastRunErrorMessage":"no","isDisabled":true,"type":"slack","environment":{"slug":"prod"},\
                "eventsFilter":[{"eventName":"secrets.modified"}],"createdAt":"c","updatedAt":"u"}]}
                """))
        let webhook = Webhook(
            id: "w", url: "https://x", environment: "prod", type: "slack", isDisabled: true,
            events: ["secrets.modified"], lastRun: .failed("no"), createdAt: "c", updatedAt: "u")
        #expect(try await Self.directory(bench).webhooks(project: "p") == .success([webhook]))
    }

    @Test func aWebhookIsMadeForChangesOfSecretsAlone() async throws {
        let bench = Bench(.json(#"{"message":"ok","webhook":{"id":"w","secretPath":"/"}}"#))
        let new = NewWebhook(
            projectID: "p", environment: "prod", path: "/", url: "https://x", key: Secret("canary-key"))
        let made = try await Self.directory(bench).createWebhook(new)
        #expect(made == .success(Webhook(id: "w", url: "https://x", environment: nil)))
        #expect(
            String(decoding: bench.transport.requests[0].body ?? [], as: UTF8.self)
                == #"{"environment":"prod","eventsFilter":[{"eventName":"secrets.modified"}],"projectId":"p","#
                + #""secretPath":"/","type":"general","webhookSecretKey":"canary-key","webhookUrl":"https://x"}"#)
    }

    @Test func aRefusalDoesNotRepeatTheKey() async throws {
        let bench = Bench(.json(#"{"reqId":"r","message":"canary-key is no key"}"#, status: 400))
        let new = NewWebhook(
            projectID: "p", environment: "prod", path: "/", url: "https://x", key: Secret("canary-key"))
        let directory = try Self.directory(bench)
        let failure = await failure { () async throws(CallFailure) in _ = try await directory.createWebhook(new) }
        #expect(failure?.message.contains("canary") == false)
        #expect(failure?.message.contains("ALLOW_INTERNAL_IP_CONNECTIONS") == true)
    }

    @Test func aWebhookThatIsGoneIsDeleted() async throws {
        let bench = Bench(.json(#"{"reqId":"r","message":"Webhook not found"}"#, status: 404))
        try await Self.directory(bench).deleteWebhook("w").granted()
    }

    @Test func aTestIsAskedForWithoutABodyAndSaysSo() async throws {
        let bench = Bench(.json(#"{"message":"ok","webhook":{"id":"w","lastStatus":"success"}}"#))
        #expect(try await Self.directory(bench).testWebhook("w") == .success(.success))
        #expect(bench.transport.requests[0].body == nil)
        #expect(bench.transport.requests[0].headers == ["Content-Length": "0"])
    }

    // MARK: Denials

    @Test func aLackOfPermissionIsToldFromAnOlderServer() async throws {
        #expect(
            try await Self.denial(
                #"{"reqId":"r","message":"You are not allowed to read on webhooks","error":"PermissionDenied"}"#)
                == .permission)
        #expect(
            try await Self.denial(
                #"{"reqId":"r","message":"You are not allowed to access this resource","error":"Forbidden access to /api"}"#
            ) == .identities)
        #expect(try await Self.denial(#"{"message":"Forbidden"}"#) == .identities)
        #expect(
            try await Self.denial(#"{"reqId":"r","message":"You are not a member of this project"}"#) == .other)
    }

    @Test func aServerWithoutTheRouteIsAFailureWithTheMend() async throws {
        let directory = try Self.directory(Bench(Self.noRoute))
        let failure = await failure { () async throws(CallFailure) in
            _ = try await directory.webhooks(project: "p")
        }
        #expect(failure?.message.contains("check INFISICAL_DOMAIN") == true)
    }
}
