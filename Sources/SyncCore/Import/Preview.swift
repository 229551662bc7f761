// SPDX-License-Identifier: MIT

import Basics

/// What a command would do on both sides, without a write: what `plan` shows, and what somebody agrees to.
package struct Preview: Sendable {
    private let sync: SyncConfiguration
    private let source: any SecretSource
    private let memory: SourceMemory
    private let destination: any SecretDestination
    private let deadline: Deadline
    private let counter: CallCounter

    /// What is done afterwards must have the same memory: it is not done from an older list than the one that was shown.
    package init(
        _ sync: SyncConfiguration, source: any SecretSource, memory: SourceMemory, destination: any SecretDestination,
        deadline: Deadline, counter: CallCounter
    ) {
        self.sync = sync
        self.source = source
        self.memory = memory
        self.destination = destination
        self.deadline = deadline
        self.counter = counter
    }

    /// Reads both sides and says what would be done.
    package func run(_ command: Command) async -> PushReport {
        var report = PushReport(sync: sync.name, verdict: .inSync)
        report.command = command
        report.isPreview = true
        await report.measure(deadline.time, counter) { report in
            do {
                try await show(command, &report)
            } catch {
                report.conclude(PushOutcome(error))
            }
        }
        return report
    }

    private func show(_ command: Command, _ report: inout PushReport) async throws {
        if command == .initialize, sync.options.isInitialSyncDone {
            throw GuardRefusal.initialSyncDone(sync: sync.name, variable: sync.initialSyncVariable)
        }
        let reader = SideReader(source: source, memory: memory, destination: destination, deadline: deadline)
        let sides = try await reader.both()
        let (source, destination) = (sides.source, sides.destination)
        switch command {
        case .sync, .plan:
            report.show(Planner(for: sync).draft(from: source, to: destination), of: sync)
        case .remove:
            report.show(Planner(for: sync, .remove).draft(from: source, to: destination), of: sync)
        case .import(let priority):
            report.show(try importPlan(priority, source, destination), emptyImports: source.emptyImports)
        case .initialize:
            let importing = try sync.options.initialSyncBehavior.importPriority.map { priority in
                try importPlan(priority, source, destination)
            }
            // The push that follows finds what the import has left.
            let planner = Planner(for: sync, .initialize)
            report.show(planner.draft(from: importing.map(source.after) ?? source, to: destination), of: sync)
            if let importing { report.show(importing, emptyImports: source.emptyImports) }
        }
    }

    private func importPlan(
        _ priority: ImportPriority, _ source: SourceSecrets, _ destination: DestinationState
    ) throws(GuardRefusal) -> ImportPlan {
        try ImportPlanner(sync.options, priority: priority).plan(from: destination, into: source)
    }
}

extension PushReport {
    /// Adds what would be imported, before what would be pushed.
    fileprivate mutating func show(_ plan: ImportPlan, emptyImports: [String]) {
        imported = plan.entries.map(\.key)
        overwritten = plan.updates.map(\.key)
        if !plan.isEmpty, verdict == .inSync { verdict = .drifted }
        notes = plan.sentences(emptyImports: emptyImports) + plan.warnings + notes
    }
}
