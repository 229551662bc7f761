// SPDX-License-Identifier: MIT

import Basics
import Configuration
import InfisicalAPI
import NIOConcurrencyHelpers
import RenderAPI
import SyncCore
@testable import Setup

/// Both APIs in memory; keeps what it was asked to change, in order.
final class FakeServices: ProjectDirectory, DestinationDirectory {
    struct State {
        var projects: Result<[ProjectListing], Denial> = .success([
            ProjectListing(
                id: "p", name: "Shop", environments: [EnvironmentListing(slug: "prod", name: "Production")])
        ])
        var unlisted: ProjectListing?
        var folders: [SecretPath] = [SecretPath("/worker")]
        var services = [ServiceListing(id: "srv-1", name: "web", type: "web_service")]
        var groups = [GroupListing(id: "evg-1", name: "shared")]
        var webhooks: [Webhook] = []
        var denial: Denial?
        var creationDenial: Denial?
        /// How each webhook's test ends; the key that the endpoint takes is what matters otherwise.
        var keys: [String: Secret] = [:]
        var endpointKeys: Set<Secret> = []
        var endpointFault: String?
        var deletionIsDenied = false
        var log: [String] = []
    }

    let state: NIOLockedValueBox<State>

    init(_ change: (inout State) -> Void = { _ in }) {
        var state = State()
        change(&state)
        self.state = NIOLockedValueBox(state)
    }

    var log: [String] { state.withLockedValue(\.log) }
    var webhooks: [Webhook] { state.withLockedValue(\.webhooks) }

    /// The key with which the webhook of this number was made.
    func key(_ id: String) -> Secret? { state.withLockedValue { $0.keys[id] } }

    func projects() async throws(CallFailure) -> Result<[ProjectListing], Denial> {
        state.withLockedValue(\.projects)
    }

    func project(_ id: String) async throws(CallFailure) -> Result<ProjectListing, Denial> {
        guard let project = state.withLockedValue(\.unlisted), project.id == id else {
            throw CallFailure(.refused, "no such project")
        }
        return .success(project)
    }

    func folders(
        project: String, environment: String
    ) async throws(CallFailure) -> Result<[SecretPath], Denial> {
        .success(state.withLockedValue(\.folders))
    }

    func services() async throws(CallFailure) -> [ServiceListing] { state.withLockedValue(\.services) }

    func groups() async throws(CallFailure) -> [GroupListing] { state.withLockedValue(\.groups) }

    func webhooks(
        project: String, environment: String?
    ) async throws(CallFailure) -> Result<[Webhook], Denial> {
        state.withLockedValue { state in state.denial.map { .failure($0) } ?? .success(state.webhooks) }
    }

    func createWebhook(_ new: NewWebhook) async throws(CallFailure) -> Result<Webhook, Denial> {
        if let denial = state.withLockedValue(\.creationDenial) { return .failure(denial) }
        return state.withLockedValue { state in
            let id = "w\(state.webhooks.count + 1)"
            let webhook = Webhook(
                id: id, url: new.url, environment: new.environment, path: new.path, events: ["secrets.modified"])
            state.webhooks.append(webhook)
            state.keys[id] = new.key
            state.log.append("create \(id)")
            return .success(webhook)
        }
    }

    func repairWebhook(_ webhook: Webhook) async throws(CallFailure) -> Result<Void, Denial> {
        state.withLockedValue { $0.log.append("repair \(webhook.id)") }
        return .success(())
    }

    func deleteWebhook(_ id: String) async throws(CallFailure) -> Result<Void, Denial> {
        state.withLockedValue { state in
            if state.deletionIsDenied { return .failure(Denial(.permission, "may not delete")) }
            state.webhooks.removeAll { $0.id == id }
            state.log.append("delete \(id)")
            return .success(())
        }
    }

    func testWebhook(_ id: String) async throws(CallFailure) -> Result<Webhook.LastRun, Denial> {
        state.withLockedValue { state in
            let isTaken = state.keys[id].map(state.endpointKeys.contains) ?? false
            let outcome: Webhook.LastRun =
                state.endpointFault.map { .failed($0) }
                ?? (isTaken ? .success : .failed("Request failed with status code 401"))
            for index in state.webhooks.indices where state.webhooks[index].id == id {
                state.webhooks[index].lastRun = outcome
            }
            state.log.append("test \(id)")
            // As some versions do: the state before the test.
            return .success(.none)
        }
    }

    @Sendable func probe(_ target: SetupTarget, _ key: Secret) async -> TestOutcome {
        state.withLockedValue { state in
            state.log.append("probe")
            if let fault = state.endpointFault { return .unreachable(fault) }
            return state.endpointKeys.contains(key) ? .verified : .wrongKey
        }
    }
}

/// Answers in order, and keeps what was said.
final class ScriptedDialogue: Dialogue {
    private let state: NIOLockedValueBox<(answers: [String], said: [String])>
    let canAsk: Bool

    /// Without answers nobody can be asked.
    init(_ answers: [String]? = nil) {
        canAsk = answers != nil
        state = NIOLockedValueBox((answers ?? [], []))
    }

    var said: String { state.withLockedValue { $0.said.joined(separator: "\n") } }
    var unusedAnswers: Int { state.withLockedValue { $0.answers.count } }

    func ask(_ question: String) -> String? {
        state.withLockedValue { state in
            state.said.append(question)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
    }

    func say(_ line: String) { state.withLockedValue { $0.said.append(line) } }
}

/// Variables in memory.
final class FakeSink: VariablesSink {
    private let state = NIOLockedValueBox<(prepared: VariableFile?, written: VariableFile?)>((nil, nil))
    let refusesPreparation: Bool
    let refusesCommit: Bool

    init(refusesPreparation: Bool = false, refusesCommit: Bool = false) {
        self.refusesPreparation = refusesPreparation
        self.refusesCommit = refusesCommit
    }

    var written: [String: String]? {
        state.withLockedValue(\.written).map { written in
            Dictionary(written.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        }
    }

    func prepare(_ variables: VariableFile) throws(SetupFailure) {
        if refusesPreparation { throw SetupFailure(.output, "there already") }
        state.withLockedValue { $0.prepared = variables }
    }

    func commit() throws(SetupFailure) {
        if refusesCommit { throw SetupFailure(.output, "disk full") }
        state.withLockedValue { $0.written = $0.prepared }
    }

    func discard() { state.withLockedValue { $0.prepared = nil } }
}
