// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import SyncCore

/// What docs/consistency.md claims of every end.
extension Simulation {
    /// Whether some push came to its end with the newest list, in a reading that began after the last change, and after
    /// every write of each push that did not come to such an end.
    var premiseHolds: Bool {
        let (records, lastChange, newest) = world.state.withLockedValue {
            ($0.records.values, $0.lastChange, $0.folders.count - 1)
        }
        let lastStrayWrite = records.filter { !$0.isSettled || $0.place < newest }.map(\.lastWrite).max() ?? 0
        return records.contains {
            $0.isSettled && $0.place == newest && $0.lastReadingBegan > max(lastChange, lastStrayWrite)
        }
    }

    /// Whether a push says that it came to its end though its last list was older than one that was read before, in it
    /// or in its process.
    var wentBackwards: Bool {
        world.state.withLockedValue { $0.records.values.contains { $0.isSettled && $0.isBehind } }
    }

    /// Whether some push came to its end with a reading that began after the last change, whatever others did.
    var anyPushCameToItsEnd: Bool {
        let (records, lastChange) = world.state.withLockedValue { ($0.records.values, $0.lastChange) }
        return records.contains { $0.isSettled && $0.lastReadingBegan > lastChange }
    }

    var destinationIsAsTheSourceSays: Bool {
        world.state.withLockedValue { state in
            rules.decided(state.destination, by: state.source) == rules.wanted(state.source)
        }
    }

    /// Whether production runs with what the destination holds; nil when a push that wrote did not come to its end.
    var productionIsAsTheDestination: Bool? {
        world.state.withLockedValue { state in
            let writers = state.records.values.filter { $0.lastWrite > 0 }
            guard !writers.isEmpty, writers.allSatisfy(\.isSettled), let deployed = state.deployed else {
                return writers.isEmpty || !writers.allSatisfy(\.isSettled) ? nil : false
            }
            return rules.decided(deployed, by: state.source) == rules.decided(state.destination, by: state.source)
        }
    }

    /// What reports say that did not happen, and what happened that they do not say.
    var untruths: [String] {
        world.state.withLockedValue(\.records).sorted { $0.key < $1.key }.flatMap { push, record -> [String] in
            guard let report = record.report else { return [] }
            return record.untruths(of: report).map { "push \(push): \($0); it says: \(report.message)" }
        }
    }

    /// Writes that a push made from what it had read before a wait.
    var outdatedWrites: Int { world.state.withLockedValue { $0.records.values.map(\.outdatedWrites).reduce(0, +) } }
}

extension PushRecord {
    fileprivate func untruths(of report: PushReport) -> [String] {
        var untruths: [String] = []
        let written = written
        if report.created != written.created { untruths.append("created \(written.created)") }
        if report.updated != written.updated { untruths.append("updated \(written.updated)") }
        if report.deleted != written.deleted { untruths.append("deleted \(written.deleted)") }
        if report.rounds > Push.roundBound { untruths.append("\(report.rounds) rounds") }
        guard !isSettled, case .failed? = report.outcome else { return untruths }
        guard !mayHaveBeenRefused else { return untruths }
        let left = due.filter { !answeredSinceReading.contains($0) && !uncertain.contains($0) }
        if Set(report.unwritten) != Set(left) { untruths.append("not written: \(left)") }
        if report.unconfirmed != uncertain.sorted() { untruths.append("unconfirmed: \(uncertain.sorted())") }
        return untruths
    }
}
