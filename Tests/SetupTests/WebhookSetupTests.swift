// SPDX-License-Identifier: MIT

import Basics
import Configuration
import InfisicalAPI
import NIOConcurrencyHelpers
import SyncCore
import TestSupport
import Testing
@testable import Setup

/// A whole set-up against both APIs in memory.
@Suite struct WebhookSetupTests {
    /// What a script says.
    private static func scripted(_ change: (inout SetupOptions) -> Void = { _ in }) -> SetupOptions {
        var options = SetupOptions()
        (options.project, options.environment, options.service) = ("Shop", "prod", "web")
        options.url = "https://sync.example/"
        change(&options)
        return options
    }

    private static let newKey = String(repeating: "07", count: 32)

    private static func run(
        _ options: SetupOptions, _ services: FakeServices, _ variables: [String: String] = [:],
        dialogue: ScriptedDialogue = ScriptedDialogue(), sink: FakeSink = FakeSink()
    ) async throws(SetupFailure) -> SetupReport {
        let environment = Environment(variables)
        guard let known = try? KnownSync(environment, name: nil) else {
            throw SetupFailure(.usage, "the environment is wrong")
        }
        return try await WebhookSetup(
            options, known: known, name: nil, environment: environment, infisical: services, render: services,
            probe: services.probe, dialogue: dialogue,
            sink: sink, randomBytes: { [UInt8](repeating: 7, count: $0) }
        ).run()
    }

    private static func failure(
        _ options: SetupOptions, _ services: FakeServices, _ variables: [String: String] = [:],
        dialogue: ScriptedDialogue = ScriptedDialogue(), sink: FakeSink = FakeSink()
    ) async -> SetupFailure? {
        do throws(SetupFailure) {
            return try await run(options, services, variables, dialogue: dialogue, sink: sink).failure
        } catch {
            return error
        }
    }

    private static let set = ["INFISICAL_WEBHOOK_SECRET": "the-key-that-is-set"]

    private static func established(_ key: String = "the-key-that-is-set") -> FakeServices {
        FakeServices { state in
            state.webhooks = [
                Webhook(id: "w1", url: "https://sync.example/", environment: "prod", events: ["secrets.modified"])
            ]
            state.keys = ["w1": Secret(key)]
            state.endpointKeys = [Secret(key)]
        }
    }

    // MARK: The first run

    @Test func aWebhookIsMadeWithTheKeyThatTheEndpointHasAndIsSeenToWork() async throws {
        let services = FakeServices { $0.endpointKeys = [Secret("the-key-that-is-set")] }
        let sink = FakeSink()
        let report = try await Self.run(Self.scripted(), services, Self.set, sink: sink)
        #expect(report.state == .verified)
        #expect(report.failure == nil)
        #expect(services.log.prefix(2) == ["create w1", "test w1"])
        #expect(services.key("w1") == Secret("the-key-that-is-set"))
        #expect(sink.written?["RENDER_SYNC_SERVICE_ID"] == "srv-1")
        #expect(sink.written?["INFISICAL_WEBHOOK_SECRET"] == nil)
    }

    @Test func withoutAKeyANewOneIsMadeAndWrittenWithWhatIsNeeded() async throws {
        let services = FakeServices()
        let sink = FakeSink()
        let report = try await Self.run(Self.scripted { $0.path = "/worker" }, services, sink: sink)
        #expect(
            sink.written == [
                "RENDER_SYNC_PROJECT_ID": "p", "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SECRET_PATH": "/worker",
                "RENDER_SYNC_SERVICE_ID": "srv-1", "INFISICAL_WEBHOOK_SECRET": Self.newKey,
            ])
        #expect(services.key("w1") == Secret(Self.newKey))
        #expect(services.webhooks.first?.path == "/worker")
        #expect(report.state == .unverified)
        #expect(report.failure?.exitCode == 75)
        #expect(report.failure?.message.contains("does not have the new signing key yet") == true)
    }

    @Test func everythingIsAskedForOnATerminal() async throws {
        let services = FakeServices { $0.endpointKeys = [Secret(Self.newKey)] }
        let dialogue = ScriptedDialogue(["shop", "1", "2", "evg-1", "nonsense", "https://sync.example/", "y", ""])
        let report = try await Self.run(SetupOptions(), services, dialogue: dialogue)
        #expect(report.state == .verified)
        #expect(report.target.source.path == SecretPath("/worker"))
        #expect(report.target.destination?.scope == .environmentGroup("evg-1"))
        #expect(dialogue.unusedAnswers == 0)
        #expect(!dialogue.said.contains(Self.newKey))
    }

    @Test func aNoDoesNothing() async {
        let services = FakeServices()
        let dialogue = ScriptedDialogue(["n"])
        #expect(await Self.failure(Self.scripted { $0.path = "/" }, services, dialogue: dialogue)?.exitCode == 64)
        #expect(services.log.isEmpty)
    }

    @Test func whatAScriptLeavesOutIsNamedWithTheChoices() async {
        let services = FakeServices()
        let failure = await Self.failure(Self.scripted { $0.service = nil }, services)
        #expect(failure?.exitCode == 64)
        #expect(failure?.message.contains("--service or --group") == true)
        #expect(failure?.hint == "there is: web, web_service (srv-1), shared, environment group (evg-1)")
        #expect(await Self.failure(Self.scripted { $0.url = nil }, services)?.message.contains("--url") == true)
    }

    @Test func allThatAScriptLeavesOutIsNamedAtOnce() async {
        let failure = await Self.failure(SetupOptions(), FakeServices())
        #expect(
            failure?.message
                == "pass --project, --environment, --service or --group, --url: there is no terminal to ask on")
        var removal = SetupOptions()
        removal.mode = .remove
        #expect(await Self.failure(removal, FakeServices())?.message.contains("--service") == false)
    }

    @Test func anUnknownNameIsNamedWithTheNearest() async {
        let failure = await Self.failure(Self.scripted { $0.project = "Shp" }, FakeServices())
        #expect(failure?.message == "no project is called Shp: did you mean Shop?")
        let folder = await Self.failure(Self.scripted { $0.path = "/wrker" }, FakeServices())
        #expect(folder?.message == "no folder is called /wrker: did you mean /worker?")
    }

    @Test func aProjectThatTheListLacksIsFoundByItsId() async throws {
        let services = Self.established()
        services.state.withLockedValue { $0.unlisted = ProjectListing(id: "q", name: "Other") }
        let report = try await Self.run(
            Self.scripted { ($0.project, $0.environment) = ("q", "prod") }, services, Self.set)
        #expect(report.target.projectName == "Other")
    }

    @Test func whatTheVariablesSayNeedsNoOption() async throws {
        var options = SetupOptions()
        options.url = "https://sync.example/"
        let variables = [
            "RENDER_SYNC_PROJECT_ID": "p", "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SERVICE_ID": "srv-1",
        ]
        let report = try await Self.run(options, Self.established(), variables.merging(Self.set) { $1 })
        #expect(report.state == .verified)
    }

    @Test func aDryRunChangesNothing() async throws {
        let services = FakeServices()
        let sink = FakeSink()
        let report = try await Self.run(Self.scripted { $0.isDryRun = true }, services, sink: sink)
        #expect(report.state == .shown)
        #expect(services.log.isEmpty)
        #expect(sink.written == nil)
    }

    // MARK: The second run

    @Test func aSecondRunChangesNothing() async throws {
        let services = Self.established()
        let report = try await Self.run(Self.scripted(), services, Self.set)
        #expect(report.state == .verified)
        #expect(services.log == ["test w1", "probe"])
    }

    @Test func aSecondRunWithoutTheKeyStillTestsAndSaysThatItCannotBeReadBack() async throws {
        let services = Self.established()
        let dialogue = ScriptedDialogue()
        let report = try await Self.run(Self.scripted(), services, dialogue: dialogue)
        #expect(report.state == .verified)
        #expect(dialogue.said.contains("INFISICAL_WEBHOOK_SECRET is not set here"))
        #expect(report.variables?.notes.contains { $0.contains("the key that the webhook was made with") } == true)
        #expect(services.log == ["test w1"])
    }

    @Test func aDisabledWebhookIsSwitchedOn() async throws {
        let services = Self.established()
        services.state.withLockedValue { $0.webhooks[0].isDisabled = true }
        _ = try await Self.run(Self.scripted(), services, Self.set)
        #expect(services.log.prefix(2) == ["repair w1", "test w1"])
    }

    // MARK: What the test tells

    @Test(arguments: [
        ("connect ECONNREFUSED 203.0.113.7:443", Int32(75), "was not reached"),
        ("Request failed with status code 404", 69, "answers 404"),
        ("Request failed with status code 401", 69, "its signing key is not the webhook's"),
        ("the moon is full", 69, "the moon is full"),
    ])
    func aTestThatFailsIsToldApart(text: String, exitCode: Int32, words: String) async {
        let services = Self.established()
        services.state.withLockedValue { $0.endpointFault = text }
        let failure = await Self.failure(Self.scripted(), services, Self.set)
        #expect(failure?.exitCode == exitCode)
        #expect(failure?.message.contains(words) == true)
    }

    @Test func onATerminalItIsTestedAgainWhenAsked() async throws {
        let services = Self.established()
        services.state.withLockedValue { $0.endpointFault = "connect ECONNREFUSED" }
        let dialogue = ScriptedDialogue(["", "q"])
        let report = try await Self.run(Self.scripted { $0.path = "/" }, services, Self.set, dialogue: dialogue)
        #expect(report.state == .unverified)
        #expect(services.log == ["test w1", "test w1"])
    }

    // MARK: Rotation

    private static func rotation(_ change: (inout SetupOptions) -> Void = { _ in }) -> SetupOptions {
        scripted {
            $0.mode = .rotateKey
            change(&$0)
        }
    }

    @Test func theOldWebhookStaysUntilTheEndpointHasTakenTheNewKey() async throws {
        let services = Self.established()
        let sink = FakeSink()
        let began = try await Self.run(Self.rotation(), services, Self.set, sink: sink)
        #expect(began.state == .pending)
        #expect(began.failure == nil)
        #expect(sink.written?["INFISICAL_WEBHOOK_SECRET"] == Self.newKey)
        #expect(services.webhooks.map(\.id) == ["w1", "w2"])
        // The endpoint still has the old key alone.
        let early = try await Self.run(Self.rotation(), services, Self.set)
        #expect(early.failure?.exitCode == 75)
        #expect(services.webhooks.map(\.id) == ["w1", "w2"])
        // It has both.
        services.state.withLockedValue { _ = $0.endpointKeys.insert(Secret(Self.newKey)) }
        let both = [
            "INFISICAL_WEBHOOK_SECRET": Self.newKey, "INFISICAL_WEBHOOK_SECRET_PREVIOUS": "the-key-that-is-set",
        ]
        let ended = try await Self.run(Self.rotation(), services, both)
        #expect(ended.state == .verified)
        #expect(services.webhooks.map(\.id) == ["w2"])
        let again = try await Self.run(Self.rotation(), services, both)
        #expect(again.state == .nothingToDo)
        #expect(services.webhooks.map(\.id) == ["w2"])
    }

    @Test func onATerminalARotationIsOneRun() async throws {
        let services = Self.established()
        services.state.withLockedValue { _ = $0.endpointKeys.insert(Secret(Self.newKey)) }
        let dialogue = ScriptedDialogue(["y", ""])
        let report = try await Self.run(Self.rotation { $0.path = "/" }, services, Self.set, dialogue: dialogue)
        #expect(report.state == .verified)
        #expect(services.log == ["create w2", "test w2", "probe", "delete w1"])
    }

    @Test func anOldWebhookThatMayNotBeDeletedIsNamed() async throws {
        let services = Self.established()
        services.state.withLockedValue {
            $0.endpointKeys.insert(Secret(Self.newKey))
            $0.deletionIsDenied = true
        }
        let dialogue = ScriptedDialogue(["y", ""])
        let report = try await Self.run(Self.rotation { $0.path = "/" }, services, Self.set, dialogue: dialogue)
        #expect(report.failure?.message == "may not delete")
        #expect(report.failure?.hint?.contains("w1") == true)
    }

    // MARK: Keys are not lost

    @Test func aFileThatIsThereStopsItBeforeAWebhookIsMade() async {
        let services = FakeServices()
        #expect(await Self.failure(Self.scripted(), services, sink: FakeSink(refusesPreparation: true))?.exitCode == 74)
        #expect(services.log.isEmpty)
    }

    @Test func aWebhookWhoseKeyCouldNotBeWrittenIsDeletedAgain() async {
        let services = FakeServices()
        #expect(await Self.failure(Self.scripted(), services, sink: FakeSink(refusesCommit: true))?.exitCode == 74)
        #expect(services.log == ["create w1", "delete w1"])
    }

    // MARK: Removal

    @Test func aRemovalNeedsAYes() async throws {
        let services = Self.established()
        let options = Self.scripted { $0.mode = .remove }
        #expect(await Self.failure(options, services)?.exitCode == 64)
        #expect(await Self.failure(options, services, dialogue: ScriptedDialogue([""]))?.exitCode == 64)
        #expect(services.log.isEmpty)
        var agreed = options
        agreed.isAgreed = true
        let report = try await Self.run(agreed, services)
        #expect(report.state == .removed)
        #expect(services.log == ["delete w1"])
        #expect(report.next.contains { $0.contains("render-sync remove") })
        #expect(try await Self.run(agreed, services).state == .nothingToDo)
    }

    // MARK: Older servers

    private static func older() -> FakeServices {
        FakeServices { $0.denial = Denial(.identities, "no machine identity may") }
    }

    @Test func aScriptGetsTheValuesToTypeAndAFailure() async throws {
        let services = Self.older()
        let sink = FakeSink()
        let report = try await Self.run(Self.scripted(), services, sink: sink)
        #expect(report.failure?.exitCode == 69)
        #expect(report.failure?.message == "no machine identity may")
        #expect(report.next.contains("  Webhook URL  https://sync.example/"))
        #expect(report.next.contains("  Secret Path  /"))
        #expect(report.next.contains("  Secret Key   the value of INFISICAL_WEBHOOK_SECRET"))
        #expect(sink.written?["INFISICAL_WEBHOOK_SECRET"] == Self.newKey)
        #expect(services.log.isEmpty)
    }

    @Test func onATerminalItWaitsAndTestsFromHere() async throws {
        let services = Self.older()
        services.state.withLockedValue { $0.endpointKeys = [Secret(Self.newKey)] }
        let dialogue = ScriptedDialogue([""])
        let report = try await Self.run(Self.scripted { $0.path = "/" }, services, dialogue: dialogue)
        #expect(report.state == .verified)
        #expect(report.failure == nil)
        #expect(services.log == ["probe"])
        #expect(!dialogue.said.contains(Self.newKey))
    }

    @Test func whoMayNotMakeAWebhookGetsTheValuesToTypeToo() async throws {
        let services = FakeServices { $0.creationDenial = Denial(.permission, "may not create") }
        let sink = FakeSink()
        let report = try await Self.run(Self.scripted(), services, sink: sink)
        #expect(report.failure?.message == "may not create")
        #expect(report.failure?.hint?.contains("give the machine identity's role that permission") == true)
        #expect(report.next.contains("  Webhook URL  https://sync.example/"))
        #expect(sink.written?["INFISICAL_WEBHOOK_SECRET"] == Self.newKey)
    }

    @Test func aDryRunAgainstAnOlderServerSaysTheValuesOnce() async throws {
        let dialogue = ScriptedDialogue()
        let report = try await Self.run(Self.scripted { $0.isDryRun = true }, Self.older(), dialogue: dialogue)
        #expect(report.next == ["nothing was done"])
        #expect(report.steps.contains("  Webhook URL  https://sync.example/"))
        #expect(dialogue.said.contains("webhook      no machine identity may\nin Infisical, open the project"))
    }

    @Test func aChangeOfKeysByHandSaysItsOrder() async {
        let failure = await Self.failure(Self.scripted { $0.mode = .rotateKey }, Self.older(), Self.set)
        #expect(failure?.hint?.contains("make a second webhook") == true)
        #expect(failure?.hint?.contains("INFISICAL_WEBHOOK_SECRET_PREVIOUS") == true)
    }

    @Test func whoMayNotDeleteIsToldWhereAPersonDoes() async {
        let removal = Self.scripted { ($0.mode, $0.isAgreed) = (.remove, true) }
        #expect(await Self.failure(removal, Self.older())?.hint?.contains("Project Settings > Webhooks") == true)
        let services = Self.established()
        services.state.withLockedValue { $0.deletionIsDenied = true }
        let failure = await Self.failure(removal, services)
        #expect(failure?.message == "may not delete")
        #expect(failure?.hint?.contains("Project Settings > Webhooks") == true)
    }

    @Test func aKeyHereThatIsNotTheEndpointsIsNamed() async throws {
        let dialogue = ScriptedDialogue()
        let report = try await Self.run(
            Self.scripted(), Self.established("the-key-of-the-webhook"), Self.set, dialogue: dialogue)
        #expect(report.state == .verified)
        #expect(dialogue.said.contains("INFISICAL_WEBHOOK_SECRET as it is set here is not the endpoint's key"))
        let agreeing = ScriptedDialogue()
        _ = try await Self.run(Self.scripted(), Self.established(), Self.set, dialogue: agreeing)
        #expect(!agreeing.said.contains("is not the endpoint's key"))
    }

    @Test func aKeyThatCanBeGuessedIsNamed() async throws {
        let dialogue = ScriptedDialogue()
        _ = try await Self.run(
            Self.scripted(), FakeServices(), ["INFISICAL_WEBHOOK_SECRET": "short"], dialogue: dialogue)
        #expect(dialogue.said.contains("INFISICAL_WEBHOOK_SECRET is shorter than 16 bytes"))
    }

    @Test func whoIsNoMemberIsNotToldToType() async {
        let services = FakeServices { $0.denial = Denial(.other, "not a member") }
        let failure = await Self.failure(Self.scripted(), services)
        #expect(failure?.message == "not a member")
    }

    @Test func aListOfProjectsThatIsDeniedIsNotNeededWhereTheIdIsSaid() async throws {
        let services = Self.established()
        services.state.withLockedValue { $0.projects = .failure(Denial(.other, "no")) }
        let report = try await Self.run(Self.scripted { $0.project = "p" }, services, Self.set)
        #expect(report.state == .verified)
        #expect(
            await Self.failure(Self.scripted { $0.project = nil }, services, Self.set)?.hint?.contains("--project")
                == true)
    }
}
