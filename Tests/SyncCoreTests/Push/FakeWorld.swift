// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore
import TestSupport
@testable import Basics

/// A source and a destination in memory. Every call is an event with a text: `read source`, `read destination`,
/// `PUT KEY`, `DELETE KEY`, `PUT *`, `deploy SERVICE`. A test makes events fail by their text, and changes the world
/// in the middle of them.
final class FakeWorld: Sendable {
    struct State {
        var source: [String: String]
        var destination: [String: String]
        var services = [RenderService("srv-1")]
        var allowance = WriteAllowance(count: 100, resetsIn: .zero, parallel: 1)
        var canReplaceAll = true
        /// What is answered when a service's deploy is asked for, unless it starts.
        var deployAnswers: [String: DeployAnswer] = [:]
        /// What each look at a deploy shows, in order; the last one repeats. A service's newest deploy goes by the
        /// service's id.
        var phases: [String: [DeployPhase]] = [:]
        /// Services that there are not any more.
        var gone: Set<String> = []
        /// The service's newest deploy, where it is not the one that was started.
        var newest: [String: ListedDeploy] = [:]
        /// The deploy modes that were asked for.
        var modes: [String: String] = [:]
        /// What is said of services that are asked for.
        var known: [String: RenderService] = [:]
        var events: [String] = []
        var failures: [String: CallFailure] = [:]
        /// The secrets that were created long ago: a list that lacks one of them is from after its deletion.
        var standing: Set<String>
        /// The answers of a source that is behind, in order; the last one repeats. None: the source as it is.
        var lists: [[SourceSecret]] = []
        var onEvent: @Sendable (String, inout State) -> Void = { _, _ in }

        /// How many events of this text there were.
        func count(_ event: String) -> Int { events.count { $0 == event } }

        fileprivate mutating func nextPhase(_ deploy: String) -> DeployPhase {
            let phases = phases[deploy] ?? [.live]
            if phases.count > 1 { self.phases[deploy]?.removeFirst() }
            return phases[0]
        }
    }

    private let state: NIOLockedValueBox<State>

    init(source: [String: String], destination: [String: String]) {
        state = NIOLockedValueBox(State(source: source, destination: destination, standing: Set(source.keys)))
    }

    func with<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLockedValue { body(&$0) }
    }

    /// Sets what is called in the middle of every event, before it takes effect.
    func onEvent(_ body: @escaping @Sendable (String, inout State) -> Void) {
        state.withLockedValue { $0.onEvent = body }
    }

    func fail(_ event: String, _ failure: CallFailure) {
        state.withLockedValue { $0.failures[event] = failure }
    }

    var destination: [String: String] { state.withLockedValue(\.destination) }
    var events: [String] { state.withLockedValue(\.events) }
    /// The events that are no reads.
    var writes: [String] { events.filter { !$0.hasPrefix("read ") } }

    /// A failure that may have taken effect does take it: that is the harder case to report. A write without room is
    /// refused unsent, as the real client does: what is left is looked at and taken at one moment.
    func happen<Result: Sendable>(
        _ event: String, needsRoom: Bool = false, _ effect: (inout State) -> Result
    ) throws(CallFailure) -> Result {
        let outcome: Swift.Result<Result, CallFailure> = state.withLockedValue { state in
            if needsRoom, state.allowance.count <= 0 {
                return .failure(CallFailure(.noRoom(resetsIn: state.allowance.resetsIn), "no room"))
            }
            state.events.append(event)
            state.onEvent(event, &state)
            guard let failure = state.failures[event] else { return .success(effect(&state)) }
            if failure.mayHaveTakenEffect { _ = effect(&state) }
            return .failure(failure)
        }
        return try outcome.get()
    }
}

struct FakeSource: SecretSource {
    let world: FakeWorld

    func read() async throws(CallFailure) -> SourceSecrets {
        try world.happen("read source") { state in
            if let list = state.lists.first {
                if state.lists.count > 1 { state.lists.removeFirst() }
                return SourceSecrets(direct: list)
            }
            return SourceSecrets(
                direct: state.source.sorted { $0.key < $1.key }.map { name, value in
                    let created = Moment(milliseconds: state.standing.contains(name) ? 0 : FakeTime.start)
                    return SourceSecret(
                        key: Key(name), value: Secret(value),
                        hints: SecretHints(id: Key("id of \(name)"), createdAt: created))
                })
        }
    }
}

struct FakeDestination: SecretDestination {
    let world: FakeWorld
    /// What every call checks first, as the real client does.
    let deadline: Deadline

    func read() async throws(CallFailure) -> DestinationState {
        try check()
        return try world.happen("read destination") { state in
            DestinationState(
                entries: Dictionary(
                    uniqueKeysWithValues: state.destination.map { (Key($0.key), Secret($0.value)) }),
                services: state.services)
        }
    }

    func put(_ write: Entry) async throws(CallFailure) {
        try check()
        try world.happen("PUT \(write.key)", needsRoom: true) { $0.destination[write.key.name] = write.value.exposed }
    }

    func delete(_ key: Key) async throws(CallFailure) {
        try check()
        try world.happen("DELETE \(key)", needsRoom: true) { $0.destination[key.name] = nil }
    }

    func replaceAll(_ entries: [Entry]) async throws(CallFailure) {
        try check()
        try world.happen("PUT *", needsRoom: true) { state in
            state.destination = Dictionary(
                uniqueKeysWithValues: entries.map { ($0.key.name, $0.value.exposed) })
        }
    }

    func deploy(
        service: String, mode: SyncOptions.DeployMode?, within deadline: Deadline
    ) async throws(CallFailure) -> DeployAnswer {
        do throws(DeadlineError) {
            try deadline.check()
        } catch {
            throw CallFailure(error)
        }
        return try world.happen("deploy \(service)") { state in
            state.modes[service] = mode?.rawValue
            return state.deployAnswers[service] ?? .started(id: "dep-\(service)")
        }
    }

    func service(_ id: String, within deadline: Deadline) async throws(CallFailure) -> RenderService? {
        try world.happen("read service \(id)") { state in
            state.gone.contains(id) ? nil : state.known[id] ?? RenderService(id, isStaticSite: false)
        }
    }

    func deploy(
        _ id: String, of service: String, within deadline: Deadline
    ) async throws(CallFailure) -> ListedDeploy {
        try world.happen("read deploy \(id)") { ListedDeploy(id: id, phase: $0.nextPhase(id)) }
    }

    func newestDeploy(of service: String, within deadline: Deadline) async throws(CallFailure) -> ListedDeploy? {
        try world.happen("read deploys \(service)") { state in
            state.newest[service] ?? ListedDeploy(id: "dep-\(service)", phase: state.nextPhase("dep-\(service)"))
        }
    }

    var allowance: WriteAllowance { world.with { $0.allowance } }
    var canReplaceAll: Bool { world.with { $0.canReplaceAll } }

    private func check() throws(CallFailure) {
        do throws(DeadlineError) {
            try deadline.check()
        } catch {
            throw CallFailure(error)
        }
    }
}

extension PushReport {
    /// The ids of the deploys that were started.
    var deployIDs: [String] { deploys.compactMap(\.id) }
}

extension FakeWorld {
    /// Pushes a sync into this world.
    func push(
        _ sync: SyncConfiguration = .sample(), time: FakeTime = FakeTime(), stop: Latch = Latch(),
        forcingRedeploy: Bool = false, for occasion: PushOccasion = .command, memory: SourceMemory = SourceMemory()
    ) async -> PushReport {
        let deadline = time.deadline(stop: stop)
        return await Push(
            sync, for: occasion, source: FakeSource(world: self), memory: memory,
            destination: FakeDestination(world: self, deadline: deadline), deadline: deadline, counter: CallCounter()
        ).run(forcingRedeploy: forcingRedeploy)
    }

    /// Shows what a command would do to this world.
    func preview(
        _ command: Command = .plan, _ sync: SyncConfiguration = .sample(), memory: SourceMemory = SourceMemory()
    ) async -> PushReport {
        let deadline = FakeTime().deadline()
        return await Preview(
            sync, source: FakeSource(world: self), memory: memory,
            destination: FakeDestination(world: self, deadline: deadline), deadline: deadline, counter: CallCounter()
        ).run(command)
    }
}
