// SPDX-License-Identifier: MIT

import Basics
import Logging

/// One import: read both sides, plan, write to Infisical.
package struct Import: Sendable {
    private let sync: SyncConfiguration
    private let source: any WritableSource
    private let memory: SourceMemory
    private let destination: any SecretDestination
    private let deadline: Deadline
    private let counter: CallCounter
    private let log: Logger

    package init(
        _ sync: SyncConfiguration, source: any WritableSource, memory: SourceMemory,
        destination: any SecretDestination, deadline: Deadline, counter: CallCounter, log: Logger
    ) {
        self.sync = sync
        self.source = source
        self.memory = memory
        self.destination = destination
        self.deadline = deadline
        self.counter = counter
        self.log = log
    }

    /// Imports and says what was done. Only what was `shown` is overwritten.
    package func run(_ priority: ImportPriority, _ shown: ShownChanges) async -> PushReport {
        var report = PushReport(sync: sync.name, verdict: .unchanged)
        report.command = .import(priority)
        report.imported = []
        report.overwritten = []
        await report.measure(deadline.time, counter) { report in
            do {
                try await write(priority, shown, &report)
            } catch {
                report.concludeImport(PushOutcome(error))
            }
        }
        return report
    }

    private func write(
        _ priority: ImportPriority, _ shown: ShownChanges, _ report: inout PushReport
    ) async throws {
        let reader = SideReader(source: source, memory: memory, destination: destination, deadline: deadline)
        let sides = try await reader.both()
        let plan = try ImportPlanner(sync.options, priority: priority).plan(from: sides.destination, into: sides.source)
        let further = plan.updates.map(\.key).filter { !shown.overwritten.contains($0) }
        guard further.isEmpty else { throw GuardRefusal.changedSinceShown(further) }
        // Before anything is written.
        for warning in plan.warnings { log.warning("\(warning)", metadata: ["sync": "\(sync.name)"]) }
        guard !plan.isEmpty else {
            report.notes = ["nothing to import"]
            return
        }
        var pending: [Key] = []
        // Each batch is noted before the next: a failure says what was imported until then.
        for (entries, isNew) in Self.batches(plan.creates).map({ ($0, true) })
            + Self.batches(plan.updates).map({ ($0, false) })
        {
            let outcome = isNew ? try await source.create(entries) : try await source.update(entries)
            switch outcome {
            case .done:
                report.imported?.append(contentsOf: entries.map(\.key))
                if !isNew { report.overwritten?.append(contentsOf: entries.map(\.key)) }
            case .pendingApproval: pending += entries.map(\.key)
            }
        }
        report.verdict = pending.isEmpty ? .imported : .pendingApproval
        report.notes = plan.warnings
        if !pending.isEmpty { report.notes = report.importSentences(pending: pending) + report.notes }
    }

    /// The most secrets of one call: a call's body stays far below what the server takes.
    private static let batchBound = 500

    private static func batches(_ entries: [Entry]) -> [[Entry]] {
        stride(from: 0, to: entries.count, by: batchBound).map {
            Array(entries[$0..<min($0 + batchBound, entries.count)])
        }
    }
}

extension PushReport {
    /// The report of an import that did not come to its end.
    fileprivate mutating func concludeImport(_ outcome: PushOutcome) {
        switch outcome {
        case .neverSettled, .older, .guarded, .failed: verdict = outcome.verdict(hasChanges: false)
        // No import ends like that; it must not pass for success.
        case .settled, .storedDifferently: verdict = .failed
        }
        if case .guarded(let refusal) = outcome { refused = refusal.keys }
        notes = importSentences(after: outcome)
    }
}
