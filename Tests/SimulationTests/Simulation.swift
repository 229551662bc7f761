// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore
import TestSupport
@testable import Basics

/// One interleaving: 2 to 4 pushes, the changes that they are delivered for, somebody else's writes, failures, waits,
/// kills and stops. A seed gives the same one every time.
struct Simulation {
    let world = World()
    let rules: Rules
    private let sync: SyncConfiguration
    private let wrap: Wrap
    private let executor = ManualExecutor()
    private var random: SeededGenerator
    private var tasks: [Task<Void, Never>] = []
    private var stops: [Latch] = []
    /// Pushes that may begin: one for a delivery from before, one more for each change.
    private var deliveries = 1
    private var changesLeft: Int
    /// Whether the source changes more often than a push can follow.
    private let isStormy: Bool
    private var foreignWritesLeft: Int
    private var killsLeft: Int
    private var stopsLeft: Int
    /// How often a cache may pin what the source said before.
    private var pinsLeft: Int
    /// What every push of a server shares, and a process of its own does not.
    private let serverMemory: SourceMemory?
    private let failsSometimes: Bool
    /// The foreign key's value as its owner wrote it last.
    private(set) var foreignValue: Secret?
    /// Whether the foreign key ever held something else.
    private(set) var lostForeignKey = false

    /// Puts something between a push and the world, for a mutation.
    typealias Wrap = (any SecretSource, any SecretDestination) -> (any SecretSource, any SecretDestination)

    static let foreignKey = Key("FOREIGN")

    init(seed: UInt64, wrap: @escaping Wrap = { ($0, $1) }) {
        var random = SeededGenerator(seed: seed)
        let rules = Rules(
            isService: Bool.random(using: &random), prefix: Bool.random(using: &random) ? "APP_" : "",
            keepsStale: Int.random(in: 0..<4, using: &random) == 0)
        var sync = SyncConfiguration(
            name: "api", variablePrefix: "RENDER_SYNC", source: SyncSource(projectID: "p", environment: "prod"),
            destination: SyncDestination(
                scope: rules.isService ? .service("srv-1") : .environmentGroup("evg-1")),
            renderAPIKey: RenderAPIKey(Secret("k")))
        if !rules.prefix.isEmpty, let schema = try? KeySchema("APP_{{secretKey}}", environment: "prod") {
            sync.options.keySchema = schema
        }
        sync.options.disableSecretDeletion = rules.keepsStale
        sync.options.autoRedeployServices = true
        sync.options.allowEmptySource = Int.random(in: 0..<8, using: &random) != 0
        if Int.random(in: 0..<6, using: &random) == 0 { sync.options.maxDeletions = .count(1) }
        isStormy = Int.random(in: 0..<6, using: &random) == 0
        changesLeft = isStormy ? 12 : Int.random(in: 1...3, using: &random)
        foreignWritesLeft = rules.allowsForeignKeys ? 2 : 0
        killsLeft = Int.random(in: 0..<3, using: &random) == 0 ? 1 : 0
        stopsLeft = Int.random(in: 0..<6, using: &random) == 0 ? 1 : 0
        pinsLeft = Int.random(in: 0..<3, using: &random) == 0 ? 3 : 0
        serverMemory = Bool.random(using: &random) ? SourceMemory() : nil
        failsSometimes = Int.random(in: 0..<3, using: &random) == 0
        let values = ["", "1", "2", "3"]
        world.state.withLockedValue { state in
            var source: [Key: Secret] = [:]
            for name in ["A", "B", "C", "D"] {
                if let value = values.randomElement(using: &random), Bool.random(using: &random) {
                    source[Key(name)] = Secret(value)
                }
                if let value = values.dropFirst().randomElement(using: &random), Bool.random(using: &random) {
                    state.destination[Key(rules.prefix + name)] = Secret(value)
                }
            }
            state.begin(with: source)
            state.writeLimit = Int.random(in: 1...6, using: &random)
            state.parallel = Int.random(in: 1...4, using: &random)
        }
        self.rules = rules
        self.sync = sync
        self.wrap = wrap
        self.random = random
    }

    /// What may happen next.
    private enum Event {
        case begins, changes, foreignWrite, kill, stop, wakes, pins, catchesUp
        case goesOn(Int)

        /// A number of its own, for the trace.
        var code: Int {
            switch self {
            case .begins: -1
            case .changes: -2
            case .foreignWrite: -3
            case .kill: -4
            case .stop: -5
            case .wakes: -6
            case .pins: -7
            case .catchesUp: -8
            case .goesOn(let id): id
            }
        }
    }

    /// Runs until nothing moves any more.
    mutating func run() {
        while true {
            executor.drain()
            if let foreignValue, world.state.withLockedValue({ $0.destination[Self.foreignKey] != foreignValue }) {
                lostForeignKey = true
            }
            guard let event = possibleEvents().randomElement(using: &random) else { break }
            world.state.withLockedValue { $0.trace.append(event.code) }
            take(event)
        }
        end()
    }

    private mutating func possibleEvents() -> [Event] {
        let (waiting, stray, sleepers) = world.state.withLockedValue { state in
            let killed = Set(state.records.filter { $0.value.isKilled }.keys)
            return (
                state.waiting.filter { !killed.contains($0.value.push) }.keys.sorted(),
                // What reaches a killed push reaches nobody; what it sent still arrives, sooner or later.
                state.waiting.filter { killed.contains($0.value.push) && $0.value.isRequest }.keys.sorted(),
                state.sleepers.values.filter { !killed.contains($0.push) }.count
            )
        }
        var events = waiting.flatMap { Array(repeating: Event.goesOn($0), count: 6) } + stray.map { .goesOn($0) }
        if tasks.count < deliveries { events += Array(repeating: .begins, count: 4) }
        if changesLeft > 0 { events += [.changes, .changes] }
        if sleepers > 0 { events += [.wakes, .wakes] }
        if foreignWritesLeft > 0 { events += [.foreignWrite, .foreignWrite] }
        let (states, isPinned) = world.state.withLockedValue { ($0.folders.count, $0.pinned != nil) }
        if pinsLeft > 0, states > 1, !isPinned { events += [.pins, .pins] }
        if isPinned { events.append(.catchesUp) }
        // Only in the middle of something.
        if killsLeft > 0, !waiting.isEmpty { events.append(.kill) }
        if stopsLeft > 0, !waiting.isEmpty { events.append(.stop) }
        return events
    }

    private mutating func take(_ event: Event) {
        switch event {
        case .begins: begin(within: [.seconds(100), .seconds(600)].randomElement(using: &random) ?? .seconds(600))
        case .changes: change()
        case .foreignWrite:
            foreignWritesLeft -= 1
            let value = Secret("foreign \(foreignWritesLeft)")
            foreignValue = value
            world.state.withLockedValue { $0.destination[Self.foreignKey] = value }
        case .kill:
            killsLeft -= 1
            let push = Int.random(in: 0..<tasks.count, using: &random)
            world.note(push) { record, _ in if record.report == nil { record.isKilled = true } }
        case .stop:
            stopsLeft -= 1
            stops.randomElement(using: &random)?.open()
        case .wakes: wake()
        case .pins:
            pinsLeft -= 1
            let states = world.state.withLockedValue(\.folders.count)
            let pinned = Int.random(in: 0..<states - 1, using: &random)
            world.state.withLockedValue { $0.pinned = pinned }
        case .catchesUp: world.state.withLockedValue { $0.pinned = nil }
        case .goesOn(let id): goOn(id)
        }
    }

    mutating func begin(within limit: Duration = .seconds(600), inServer: Bool = true) {
        let push = tasks.count
        let memory = inServer ? serverMemory : nil
        let time = world.time(for: push)
        let stop = Latch()
        let deadline = Deadline(in: limit, time: time, stop: stop)
        let (source, destination) = wrap(
            SimulatedSource(
                world: world, push: push, deadline: deadline, rules: rules,
                process: memory == nil ? push : -1),
            SimulatedDestination(world: world, push: push, deadline: deadline, rules: rules))
        let work = Push(
            sync, source: source, memory: memory ?? SourceMemory(), destination: destination, deadline: deadline,
            counter: CallCounter())
        let world = world
        world.note(push) { _, _ in }
        stops.append(stop)
        tasks.append(
            Task(executorPreference: executor) {
                let report = await work.run()
                world.note(push) { record, _ in if !record.isKilled { record.report = report } }
            })
    }

    private mutating func change() {
        changesLeft -= 1
        // In a storm deliveries wait, and share the push that begins after them.
        if changesLeft == 0 || deliveries < 3 { deliveries += 1 }
        let names = ["A", "B", "C", "D"].shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
        // What is created and deleted within a storm is doubted, and would end it before its time.
        let choice = isStormy ? ["", "1", "2", "3"] : [nil, "", "1", "2", "3"]
        let values = names.map { _ in choice.randomElement(using: &random) ?? nil }
        world.state.withLockedValue { state in
            var source = state.source
            for (name, value) in zip(names, values) { source[Key(name)] = value.map { Secret($0) } }
            state.source = source
            state.lastChange = state.tick()
        }
    }

    /// Time passes until the next push wakes.
    private func wake() {
        let sleeper = world.state.withLockedValue { state -> World.Sleeper? in
            let alive = state.sleepers.filter { state.records[$0.value.push]?.isKilled != true }
            guard let next = alive.min(by: { ($0.value.wakes, $0.key) < ($1.value.wakes, $1.key) }) else { return nil }
            state.now = max(state.now, next.value.wakes)
            state.sleepers[next.key] = nil
            state.records[next.value.push]?.hasSlept = true
            state.records[next.value.push]?.hasSleptSinceReading = true
            return next.value
        }
        sleeper?.continuation.resume()
    }

    private mutating func goOn(_ id: Int) {
        guard let waiting = world.state.withLockedValue({ $0.waiting.removeValue(forKey: id) }) else { return }
        let chance = Int.random(in: 0..<60, using: &random)
        let fate: World.Fate =
            switch chance {
            case 0 where failsSometimes: .isLost
            case 1...3 where waiting.isWrite && !waiting.isRequest: .isRepeated
            default: .passes
            }
        waiting.continuation.resume(returning: fate)
    }

    /// Ends what was killed, so that nothing stays behind.
    func end() {
        let (waiting, sleepers) = world.state.withLockedValue { state in
            for push in state.records.keys { state.records[push]?.isOver = true }
            defer { (state.waiting, state.sleepers) = ([:], [:]) }
            return (state.waiting.values.map(\.continuation), state.sleepers.values.map(\.continuation))
        }
        stops.forEach { $0.open() }
        waiting.forEach { $0.resume(returning: .isOver) }
        sleepers.forEach { $0.resume() }
        executor.drain()
    }

    /// Lets the calls of one push pass, the oldest first, until it makes one that is not to pass, waits or ends.
    func proceed(_ push: Int, while mayPass: (World.Waiting) -> Bool = { _ in true }) {
        while true {
            executor.drain()
            let next = world.state.withLockedValue { state -> World.Waiting? in
                let own = state.waiting.filter { $0.value.push == push && mayPass($0.value) }
                return own.keys.min().flatMap { state.waiting.removeValue(forKey: $0) }
            }
            guard let next else { return }
            next.continuation.resume(returning: .passes)
        }
    }

    /// One more push, by a process of its own, with nothing in its way; its report.
    mutating func pushUndisturbed() -> PushReport? {
        world.state.withLockedValue { $0.pinned = nil }
        let push = tasks.count
        begin(inServer: false)
        proceed(push)
        while world.state.withLockedValue({ !$0.sleepers.isEmpty }) {
            wake()
            proceed(push)
        }
        return world.state.withLockedValue { $0.records[push]?.report }
    }
}
