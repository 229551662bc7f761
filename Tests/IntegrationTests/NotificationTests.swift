// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing
import TestSupport

/// The built program beside receivers of notifications.
@Suite struct NotificationTests {
    private static let state = SandboxState.shop(
        secrets: ["API_URL": "value-canary-1", "DATABASE_URL": "value-canary-2"],
        service: ["API_URL": "old-value-canary", "STALE": "stale-value-canary"])
    private static let refusedWrites = Fault(
        .render, method: "PUT", action: .status(401, body: #"{"message":"unauthorized"}"#))

    /// A sandbox with receivers, and the program that is to tell the one of this address: a path of the sandbox's own,
    /// or a public address that a proxy leads to it.
    private static func withReceiver(
        _ address: String = "/hook/token-canary", _ more: [String: String] = serviceSync, state: SandboxState = state,
        _ body: (SandboxServer, ProgramUnderTest) async throws -> Void
    ) async throws {
        try await withSandbox(state) {
            $0.chatPort = 0
        } _: { sandbox in
            let chat = try #require(sandbox.chatURL)
            var variables = ["RENDER_SYNC_NOTIFY_URL": address.hasPrefix("/") ? chat + address : address]
            if address.hasPrefix("https://") { variables["HTTPS_PROXY"] = chat }
            let program = ProgramUnderTest(sandbox, variables.merging(more) { $1 })
            try await body(sandbox, program)
            for canary in ["value-canary", ProgramUnderTest.clientSecret, ProgramUnderTest.renderKey] {
                #expect(await !sandbox.messages().contains { $0.body.contains(canary) })
            }
        }
    }

    private static func texts(_ sandbox: SandboxServer) async -> [String] { await sandbox.messages().map(\.text) }

    /// The lines of the log that are about notifications.
    private static func warnings(_ log: String) -> [Substring] {
        log.split(separator: "\n").filter { $0.contains("notification") }
    }

    // MARK: Forms

    @Test(arguments: [
        ("https://hooks.slack.com/services/T0/B0/token-canary", ChatSystem.slack),
        ("https://discord.com/api/webhooks/1/token-canary", .discord),
        ("https://prod-00.westeurope.logic.azure.com/workflows/1/triggers/manual?sig=token-canary", .teams),
        ("https://example.webhook.office.com/webhookb2/token-canary", .teams),
        ("/hook/token-canary", .other),
    ])
    func aFailureIsToldInTheReceiversOwnForm(address: String, system: ChatSystem) async throws {
        try await Self.withReceiver(address) { sandbox, program in
            await sandbox.setFaults([Self.refusedWrites])
            let finished = try await program.run(["handle"], input: try await program.delivery())
            #expect(finished.exitCode == 69)
            let messages = await sandbox.messages()
            #expect(messages.map(\.system) == [system])
            let message = try #require(messages.first)
            #expect((200..<300).contains(message.status), "\(message.body)")
            for part in [
                "render-sync: failed: default", "ann@example.com changed secrets in prod /", "refused (401)",
                "not written: DATABASE_URL, API_URL, STALE", "next: render-sync sync default",
            ] {
                #expect(message.text.contains(part), "\(message.text)")
            }
            #expect(Self.warnings(finished.errors) == [])
        }
    }

    @Test func anotherReceiverGetsTheReportOfTheAnswer() async throws {
        try await Self.withReceiver { sandbox, program in
            await sandbox.setFaults([Self.refusedWrites])
            let finished = try await program.run(["handle"], input: try await program.delivery())
            let sent = try ReportJSON(try #require(await sandbox.messages().first).body)
            let answered = try ReportJSON(HTTPAnswer(finished.output).body)
            #expect(sent.status == "failed" && sent.message == answered.message)
            #expect(sent.syncs?.first?.unwritten == answered.syncs?.first?.unwritten)
        }
    }

    // MARK: When

    private static let twoSyncs = [
        "RENDER_SYNCS": "good,bad", "RENDER_SYNC_PROJECT_ID": "p1", "RENDER_SYNC_ENVIRONMENT": "prod",
        "RENDER_SYNC_GOOD_SERVICE_ID": "srv-1", "RENDER_SYNC_BAD_SERVICE_ID": "srv-nope",
    ]

    @Test func aDeliveryIsToldOnceAndItsFailuresFirst() async throws {
        try await Self.withReceiver("/hook", Self.twoSyncs) { sandbox, program in
            let finished = try await program.run(["handle"], input: try await program.delivery())
            #expect(finished.exitCode == 69)
            let texts = await Self.texts(sandbox)
            #expect(texts.count == 1)
            let lines = try #require(texts.first).split(separator: "\n")
            #expect(lines.first == "render-sync: failed: 1 of 2 syncs")
            let (bad, good) = (
                lines.firstIndex { $0.hasPrefix("bad: failed: ") }, lines.firstIndex { $0.hasPrefix("good: synced: ") }
            )
            #expect(try #require(bad) < #require(good))
        }
    }

    /// How many are told of the first push, which writes, and of the second, which has nothing to do.
    @Test(arguments: [("failure", [0, 0]), ("change", [1, 1]), ("always", [1, 2])])
    func aPushThatSucceedsIsToldWhereThatIsWanted(occasion: String, counts: [Int]) async throws {
        let more = serviceSync.merging(["RENDER_SYNC_NOTIFY_ON": occasion]) { $1 }
        try await Self.withReceiver("/hook", more) { sandbox, program in
            for count in counts {
                try await program.expect(0, of: ["sync", "--all"])
                #expect(await Self.texts(sandbox).count == count)
            }
        }
    }

    @Test func aPlanThatFindsDriftIsToldAndAnotherIsNot() async throws {
        try await Self.withReceiver("/hook", serviceSync) { sandbox, program in
            try await program.expect(2, of: ["plan", "--all"])
            let text = try #require(await Self.texts(sandbox).first)
            #expect(text.hasPrefix("render-sync: drifted: default\ndefault (prod /): drifted: "))
            #expect(text.contains("next: render-sync sync default\nto create: DATABASE_URL\nto update: API_URL"))
            try await program.expect(0, of: ["sync", "--all"])
            try await program.expect(0, of: ["plan", "--all"])
            #expect(await Self.texts(sandbox).count == 1)
        }
    }

    @Test(arguments: [
        ["sync", "--all"], ["init", "default", "--yes"], ["remove", "default", "--yes"],
        ["import", "default", "--prioritize", "source", "--yes"],
    ])
    func aCommandThatFailsIsTold(arguments: [String]) async throws {
        try await Self.withReceiver { sandbox, program in
            let refused = Fault.Action.status(403, body: #"{"message":"no"}"#)
            let writes = ["PUT", "DELETE"].map { Fault(.render, method: $0, action: refused) }
            await sandbox.setFaults(writes + [Fault(.infisical, pathContains: "/batch", action: refused)])
            try await program.expect(69, of: arguments)
            #expect(await Self.texts(sandbox).count == 1)
        }
    }

    @Test func whatIsOnlyShownIsNotTold() async throws {
        try await Self.withReceiver { sandbox, program in
            for command in ["init", "remove"] { try await program.expect(0, of: [command, "default", "--dry-run"]) }
            #expect(await sandbox.messages().isEmpty)
        }
    }

    @Test(arguments: [
        (
            #""event":"secrets.rotation-failed""#, #""rotationName":"db","errorMessage":"no route""#,
            "the rotation of db"
        ),
        (#""event":"secrets.reminder-expired""#, #""secretName":"A","reminderNote":"rotate""#, "the reminder of A"),
    ])
    func whatInfisicalTellsIsPassedOn(event: String, members: String, text: String) async throws {
        try await Self.withReceiver { sandbox, program in
            let project = #""project":{"projectId":"p1","environment":"prod","secretPath":"/",\#(members)}"#
            let request = try await program.delivery("{\(event),\(project),\"timestamp\":1}")
            let finished = try await program.run(["handle"], input: request)
            #expect(finished.exitCode == 0)
            #expect(HTTPAnswer(finished.output).word == "ignored")
            #expect(try #require(await Self.texts(sandbox).first).contains(text))
            #expect(await sandbox.requests().map(\.service) == [.chat])
        }
    }

    @Test func aDeliveryThatTheConfigurationKeepsFromBeingPushedIsTold() async throws {
        try await Self.withReceiver { sandbox, program in
            var program = program
            let request = try await program.delivery()
            program.environment["RENDER_API_KEY"] = nil
            #expect(try await program.run(["handle"], input: request).exitCode == 78)
            #expect(try #require(await Self.texts(sandbox).first).contains("RENDER_API_KEY: missing"))
        }
    }

    /// A stranger must not make it send, and a test is seen where it was asked for.
    @Test func whatIsRefusedOrOnlyATestIsNotTold() async throws {
        let more = serviceSync.merging(["RENDER_SYNC_NOTIFY_ON": "always"]) { $1 }
        try await Self.withReceiver("/hook", more) { sandbox, program in
            let delivery = try await program.delivery()
            let forged = delivery.replacing("\"prod\"", with: "\"prid\"")
            #expect(try await program.run(["handle"], input: forged).exitCode == 77)
            let malformed = try await program.delivery(#"{"text":"x","timestamp":1}"#)
            #expect(try await program.run(["handle"], input: malformed).exitCode == 65)
            let elsewhere = try await program.delivery(ProgramUnderTest.secretsModified(path: "/elsewhere"))
            #expect(try await program.run(["handle"], input: elsewhere).exitCode == 0)
            let test = try await program.delivery(
                ProgramUnderTest.secretsModified().replacing("secrets.modified", with: "test"))
            #expect(try await program.run(["handle"], input: test).exitCode == 0)
            #expect(await sandbox.requests().isEmpty)
        }
    }

    // MARK: Trouble

    struct Trouble: Sendable, CustomTestStringConvertible {
        let rule: String
        let action: Fault.Action
        let message: String

        var testDescription: String { rule }
    }

    private static let troubles = [
        Trouble(rule: "it hangs", action: .hang, message: "no response in time"),
        Trouble(rule: "it answers endlessly", action: .endlessBody, message: "the response is larger than 64 KiB"),
        Trouble(rule: "it refuses", action: .status(404, body: "no_service"), message: "refused (404): no_service"),
        Trouble(rule: "it is broken", action: .status(500), message: "refused (500)"),
        Trouble(
            rule: "it repeats the address", action: .status(400, body: "cannot POST /slack/token-canary"),
            message: "refused (400): (text withheld"),
        Trouble(
            rule: "it redirects", action: .redirect(302, to: "https://elsewhere.example/canary"),
            message: "redirected (302), which is not followed"),
        Trouble(rule: "it hangs up", action: .resetBeforeAnswer, message: "the connection broke"),
        Trouble(rule: "it hangs up in the middle", action: .resetMidAnswer, message: ""),
    ]

    @Test(arguments: troubles) func whateverAReceiverDoesChangesNothing(trouble: Trouble) async throws {
        try await Self.withReceiver("/slack/token-canary") { sandbox, program in
            await sandbox.setFaults([Self.refusedWrites, Fault(.chat, action: trouble.action)])
            let finished = try await program.run(["handle"], input: try await program.delivery())
            #expect(finished.exitCode == 69)
            #expect(HTTPAnswer(finished.output).status == 424)
            let warnings = Self.warnings(finished.errors)
            #expect(warnings.count == 1)
            #expect(warnings.first?.contains("the notification was not taken: \(trouble.message)") == true)
            #expect(!finished.errors.contains("canary"))
            #expect(await sandbox.requests().count { $0.service == .chat } == 1)
        }
    }

    @Test func aReceiverThatIsNotThereChangesNothing() async throws {
        try await Self.withReceiver("http://127.0.0.1:1/token-canary") { _, program in
            let finished = try await program.run(["sync", "--all"])
            #expect(finished.exitCode == 0)
            #expect(Self.warnings(finished.errors) == [])
            var program = program
            program.environment["RENDER_SYNC_NOTIFY_ON"] = "always"
            let told = try await program.run(["sync", "--all"])
            #expect(told.exitCode == 0)
            #expect(Self.warnings(told.errors).count == 1)
            #expect(told.errors.contains("the notification was not taken: no connection"))
        }
    }

    // MARK: serve

    /// A receiver that answers when the test says so.
    private static func withHeldReceiver(
        _ body: (LoopbackHTTPServer, DispatchSemaphore) async throws -> Void
    ) async throws {
        let semaphore = DispatchSemaphore(value: 0)
        let receiver = try LoopbackHTTPServer { _ in
            semaphore.wait()
            return .init(200)
        }
        defer { receiver.stop() }
        try await body(receiver, semaphore)
    }

    @Test func serveRespondsWithoutWaitingAndEndsWhenAllAreTold() async throws {
        try await Self.withHeldReceiver { receiver, semaphore in
            try await withSandbox(.demo) { sandbox in
                let environment = ProgramUnderTest.demoEnvironment(
                    sandbox, ["RENDER_SYNC_NOTIFY_URL": receiver.url, "RENDER_SYNC_NOTIFY_ON": "always"])
                try await ProgramUnderTest.withServer([], environment) { server in
                    // The second push begins and ends while the first notification has no answer yet.
                    for padding in [0, 1] {
                        let answer = try await server.exchange(SignedDelivery(padding: padding).request())
                        #expect(answer.status == 200)
                    }
                    server.program.send(SIGTERM)
                    for _ in 0..<2 { semaphore.signal() }
                    #expect(await server.program.wait() == 0)
                    #expect(receiver.requests.count == 2)
                }
            }
        }
    }

    @Test func aDeliveryThatComesAgainIsNotToldAgain() async throws {
        try await Self.withReceiver { sandbox, program in
            let environment = program.environment.merging([
                "RENDER_SYNC_NOTIFY_ON": "always", "PORT": "0", "HOST": "127.0.0.1",
            ]) { $1 }
            try await ProgramUnderTest.withServer([], environment) { server in
                let changed = Array(try await program.delivery().utf8)
                let failed = Array(
                    try await program.delivery(
                        ProgramUnderTest.secretsModified().replacing(
                            "secrets.modified", with: "secrets.rotation-failed")
                    ).utf8)
                for request in [changed, changed, failed, failed] { try await server.expect(200, for: request) }
                #expect(await server.program.stop(SIGTERM) == 0)
            }
            #expect(await Self.texts(sandbox).count == 2)
        }
    }

    @Test func aFailureBehindAnEarlyResponseIsTold() async throws {
        try await Self.withReceiver { sandbox, program in
            let arrivals = Arrivals()
            await sandbox.setHook { request, _ in arrivals.note(request) }
            await sandbox.setFaults([Self.refusedWrites])
            let environment = program.environment.merging([
                "RENDER_SYNC_RESPOND_WITHIN": "0", "PORT": "0", "HOST": "127.0.0.1",
            ]) { $1 }
            try await ProgramUnderTest.withServer([], environment) { server in
                try await server.expect(202, for: Array(try await program.delivery().utf8))
                await arrivals.first { $0.service == .chat }
                #expect(await server.program.stop(SIGTERM) == 0)
            }
            #expect(await Self.texts(sandbox).count == 1)
        }
    }

    // MARK: SIGTERM, lambda, check

    @Test func aPushThatASignalCutsShortIsTold() async throws {
        try await Self.withReceiver { sandbox, program in
            let arrivals = Arrivals()
            await sandbox.setFaults([Fault(.render, method: "PUT", action: .delay(.milliseconds(300)))])
            await sandbox.setHook { request, _ in arrivals.note(request) }
            let running = try program.start(["sync", "--all"])
            await arrivals.first { $0.method == "PUT" }
            #expect(await running.stop(SIGTERM) == 75)
            #expect(await Self.texts(sandbox).count == 1)
        }
    }

    @Test func aFunctionTellsBeforeItResponds() async throws {
        let receiver = try LoopbackHTTPServer { _ in .init(200) }
        defer { receiver.stop() }
        let variables = ["RENDER_SYNC_NOTIFY_URL": receiver.url, "RENDER_SYNC_NOTIFY_ON": "always"]
        _ = try await LambdaFunction.run(variables) { function, _ in
            let (signature, body) = try await LambdaFunction.delivery()
            let event = try LambdaFunction.event(signature: signature, body: body)
            #expect(LambdaFunction.verdict(await function.emulator.invoke(event)) == "200 synced")
            #expect(receiver.requests.count == 1)
        }
    }

    @Test func checkSendsATestMessage() async throws {
        try await Self.withReceiver("/slack/token-canary") { sandbox, program in
            try await program.expect(0, of: ["check"])
            #expect(await sandbox.messages().isEmpty)
            let passed = try await program.run(["check", "--notify"])
            #expect(passed.exitCode == 0)
            #expect(passed.output.contains("pass  notification: a test message was taken"))
            await sandbox.setFaults([Fault(.chat, action: .status(403, body: "invalid_token"))])
            let failed = try await program.run(["check", "--notify"])
            #expect(failed.exitCode == 69)
            #expect(
                failed.output.contains(
                    "fail  notification: the notification was not taken: refused (403): invalid_token"))
            var program = program
            program.environment["RENDER_SYNC_NOTIFY_URL"] = nil
            let missing = try await program.run(["check", "--notify"])
            #expect(missing.exitCode == 78)
            #expect(missing.output.contains("fail  RENDER_SYNC_NOTIFY_URL: missing"))
        }
    }
}
