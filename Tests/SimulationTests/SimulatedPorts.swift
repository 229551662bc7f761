// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore
import TestSupport
@testable import Basics

/// One push's way to the world's source.
struct SimulatedSource: SecretSource {
    let world: World
    let push: Int
    let deadline: Deadline
    let rules: Rules
    /// The process that it runs in.
    let process: Int

    func read() async throws(CallFailure) -> SourceSecrets {
        try begin(push, deadline)
        world.note(push) { record, state in
            record.sourceReadingBegan = state.tick()
            record.hasReadSource = false
            record.hasSleptSinceReading = false
        }
        try await world.pass(push, isRequest: true, isWrite: false)
        let (place, folder) = world.state.withLockedValue { state in
            let place = state.pinned ?? state.folders.count - 1
            return (place, state.folders[place])
        }
        try await world.pass(push, isRequest: false, isWrite: false)
        world.note(push) { record, state in
            record.source = folder.values
            record.planWhenBothAreRead(rules, isOfSource: true)
            let newest = state.newestRead[process] ?? 0
            record.place = place
            record.isBehind = place < newest && folder.isBehind(state.folders[newest])
            let before = state.folders[newest].values.keys
            let isShorter = state.folders[...newest].contains { $0.hasRecentSecret(missingIn: folder) }
            if place < newest || isShorter || (state.hasBeenPinned && folder.values.keys != before) {
                record.mayHaveBeenRefused = true
            }
            state.newestRead[process] = max(newest, place)
        }
        return folder.list
    }
}

/// One push's way to the world's destination.
struct SimulatedDestination: UnwatchedDestination {
    let world: World
    let push: Int
    let deadline: Deadline
    let rules: Rules

    var canReplaceAll: Bool { rules.isService }

    var allowance: WriteAllowance {
        world.state.withLockedValue { state in
            let isOpen = state.now >= state.windowEnds
            return WriteAllowance(
                count: isOpen ? state.writeLimit : state.writesLeft,
                resetsIn: isOpen ? .zero : state.windowEnds - state.now,
                parallel: state.parallel)
        }
    }

    /// Reads in two pages, each as the destination is when that page is asked for.
    func read() async throws(CallFailure) -> DestinationState {
        try begin(push, deadline)
        world.note(push) { record, state in
            record.destinationReadingBegan = state.tick()
            record.hasReadDestination = false
            record.hasSleptSinceReading = false
        }
        try await world.pass(push, isRequest: true, isWrite: false)
        let middle = Key("\(rules.prefix)C")
        var entries = world.state.withLockedValue { $0.destination }.filter { $0.key < middle }
        try await world.pass(push, isRequest: true, isWrite: false)
        entries.merge(world.state.withLockedValue { $0.destination }.filter { $0.key >= middle }) { $1 }
        try await world.pass(push, isRequest: false, isWrite: false)
        let held = entries
        world.note(push) { record, _ in
            record.destination = held
            record.planWhenBothAreRead(rules, isOfSource: false)
        }
        return DestinationState(entries: entries, services: [RenderService("srv-1")])
    }

    func put(_ write: Entry) async throws(CallFailure) {
        try await self.write([write.key], isDelete: { _ in false }) { $0[write.key] = write.value }
    }

    func delete(_ key: Key) async throws(CallFailure) {
        try await write([key], isDelete: { _ in true }) { $0[key] = nil }
    }

    func replaceAll(_ entries: [Entry]) async throws(CallFailure) {
        let all = Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value) })
        let due = world.state.withLockedValue { $0.records[push]?.due } ?? []
        world.note(push) { record, _ in record.bulkWrites += 1 }
        try await write(due, isDelete: { all[$0] == nil }) { $0 = all }
    }

    /// As the rate limiter does: those in flight count as if they were answered already. Each push is a process of its
    /// own here, and knows of no other's.
    private func admit() async throws(CallFailure) {
        while true {
            let allowance = allowance
            let (inFlight, changed) = world.state.withLockedValue { state in
                let flight = state.flights[push] ?? World.Flight()
                state.flights[push] = flight
                if allowance.count > flight.writes { state.flights[push]?.writes += 1 }
                return (flight.writes, flight.changed)
            }
            if allowance.count > inFlight { return }
            guard inFlight > 0 else { throw CallFailure(.noRoom(resetsIn: allowance.resetsIn), "no room") }
            await changed.wait()
            try begin(push, deadline)
        }
    }

    private func leave() {
        let changed = world.state.withLockedValue { state in
            defer { state.flights[push]?.changed = Latch() }
            state.flights[push]?.writes -= 1
            return state.flights[push]?.changed
        }
        changed?.open()
    }

    private func write(
        _ keys: [Key], isDelete: (Key) -> Bool, effect: @Sendable (inout [Key: Secret]) -> Void
    ) async throws(CallFailure) {
        try begin(push, deadline)
        try await admit()
        defer { leave() }
        world.note(push) { record, _ in if record.hasSleptSinceReading { record.outdatedWrites += 1 } }
        do throws(CallFailure) {
            while true {
                try await world.pass(push, isRequest: true, isWrite: true)
                world.note(push) { record, state in
                    effect(&state.destination)
                    state.takeWrite()
                    record.lastWrite = state.tick()
                }
                let answer = await world.wait(push, isRequest: false, isWrite: true)
                if answer == .passes { break }
                if answer != .isRepeated { throw CallFailure(.mayPass, "lost", mayHaveTakenEffect: true) }
            }
        } catch {
            if error.mayHaveTakenEffect { world.note(push) { record, _ in record.uncertain.formUnion(keys) } }
            throw error
        }
        world.note(push) { record, _ in for key in keys { record.note(key, isDelete: isDelete(key)) } }
    }

    func deploy(
        service: String, mode: SyncOptions.DeployMode?, within deadline: Deadline
    ) async throws(CallFailure) -> DeployAnswer {
        try begin(push, deadline)
        try await world.pass(push, isRequest: true, isWrite: false)
        world.state.withLockedValue { $0.deployed = $0.destination }
        try await world.pass(push, isRequest: false, isWrite: false)
        return .started(id: "dep-\(push)")
    }
}

/// As the real callers do before each attempt.
private func begin(_ push: Int, _ deadline: Deadline) throws(CallFailure) {
    do throws(DeadlineError) {
        try deadline.check()
    } catch {
        throw CallFailure(error)
    }
}

extension World {
    func note(_ push: Int, _ change: (inout PushRecord, inout State) -> Void) {
        state.withLockedValue { state in
            var record = state.records[push] ?? PushRecord()
            change(&record, &state)
            state.records[push] = record
        }
    }

    /// Waits for the scheduler; throws when the call goes no further. A lost request may leave open whether it arrived.
    fileprivate func pass(_ push: Int, isRequest: Bool, isWrite: Bool) async throws(CallFailure) {
        switch await wait(push, isRequest: isRequest, isWrite: isWrite) {
        case .passes, .isRepeated: return
        case .isLost: throw CallFailure(.mayPass, "lost", mayHaveTakenEffect: isWrite)
        case .isOver: throw CallFailure(.stopped, "over")
        }
    }
}

extension PushRecord {
    /// Reads come in pairs: the plan follows the second of them.
    mutating func planWhenBothAreRead(_ rules: Rules, isOfSource: Bool) {
        if isOfSource { hasReadSource = true } else { hasReadDestination = true }
        guard hasReadSource, hasReadDestination, let source, let destination else { return }
        due = rules.due(source, destination)
        answeredSinceReading = []
    }
}
