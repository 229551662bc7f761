// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore
@testable import Basics

/// What the pushes of a simulation share: both sides, the clock, the rate limit and the calls that are on their way.
///
/// Each call waits twice, before it takes effect and before its answer arrives. The scheduler ends the waits.
final class World: Sendable {
    /// What the scheduler makes of a call that waits.
    enum Fate {
        /// It goes on.
        case passes
        /// It, or its answer, is lost.
        case isLost
        /// Its answer is lost, and it is made again.
        case isRepeated
        /// Its push is over.
        case isOver
    }

    struct Waiting {
        var push: Int
        /// Whether the call has yet to take effect.
        var isRequest: Bool
        var isWrite: Bool
        var continuation: CheckedContinuation<Fate, Never>
    }

    struct Sleeper {
        var push: Int
        var wakes: Duration
        var continuation: CheckedContinuation<Void, Never>
    }

    struct Flight {
        var writes = 0
        /// Opened when one of them is over.
        var changed = Latch()
    }

    struct State {
        /// What the source says; each state of it is kept.
        var source: [Key: Secret] {
            get { folders[folders.count - 1].values }
            set {
                guard newValue != source else { return }
                let folder = folders[folders.count - 1].changed(to: newValue, at: wallClock, change: folders.count)
                folders.append(folder)
            }
        }
        /// The source as it was after each change.
        private(set) var folders = [Folder()]
        /// The state that a cache, or a replica, answers with instead of the newest.
        var pinned: Int? { didSet { hasBeenPinned = true } }
        private(set) var hasBeenPinned = false
        /// The newest state that each process has read.
        var newestRead: [Int: Int] = [:]
        var destination: [Key: Secret] = [:]
        /// What production runs with.
        var deployed: [Key: Secret]?
        var now = Duration.zero
        var writeLimit = 30
        var writesLeft = 30
        var windowEnds = Duration.zero
        var parallel = 6
        /// The writes that each push has in flight.
        var flights: [Int: Flight] = [:]
        var waiting: [Int: Waiting] = [:]
        var sleepers: [Int: Sleeper] = [:]
        /// Counts everything that happens; also the ids of what waits.
        var moment = 0
        var lastChange = 0
        var records: [Int: PushRecord] = [:]
        var trace: [Int] = []

        /// Moves with everything that happens, so that no two changes have the same time.
        var wallClock: Moment { Moment(milliseconds: now.milliseconds + Int64(moment)) }

        /// The folder before anything happens: its secrets are a day old.
        mutating func begin(with source: [Key: Secret]) {
            folders = [Folder().changed(to: source, at: Moment(milliseconds: -86_400_000), change: 0)]
        }

        mutating func tick() -> Int {
            moment += 1
            return moment
        }

        mutating func takeWrite() {
            if now >= windowEnds {
                windowEnds = now + .seconds(60)
                writesLeft = writeLimit
            }
            writesLeft = max(0, writesLeft - 1)
        }
    }

    let state = NIOLockedValueBox(State())

    /// Waits for the scheduler.
    func wait(_ push: Int, isRequest: Bool, isWrite: Bool) async -> Fate {
        let id = state.withLockedValue { $0.tick() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    if Task.isCancelled || state.records[push]?.isOver == true { return true }
                    state.waiting[id] = Waiting(
                        push: push, isRequest: isRequest, isWrite: isWrite, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume(returning: .isOver) }
            }
        } onCancel: {
            state.withLockedValue { $0.waiting.removeValue(forKey: id) }?.continuation.resume(returning: .isOver)
        }
    }

    /// The clock of one push.
    func time(for push: Int) -> TimeSource {
        TimeSource(
            unixMilliseconds: { [self] in state.withLockedValue { $0.wallClock.milliseconds } },
            uptime: { [self] in state.withLockedValue { $0.now } },
            sleep: { [self] duration in await sleep(push, duration) }, random: { 0.5 })
    }

    private func sleep(_ push: Int, _ duration: Duration) async {
        let id = state.withLockedValue { $0.tick() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    if Task.isCancelled || state.records[push]?.isOver == true { return true }
                    state.sleepers[id] = Sleeper(push: push, wakes: state.now + duration, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.sleepers.removeValue(forKey: id) }?.continuation.resume()
        }
    }
}
