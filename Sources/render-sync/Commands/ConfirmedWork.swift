// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import NIOConcurrencyHelpers
import Setup
import SyncCore

/// Work that is shown first, and done when somebody agrees to it.
struct ConfirmedWork {
    private let runtime: Runtime
    private let confirmation: ConfirmationOptions
    private let output: OutputOptions
    private let shown = NIOLockedValueBox<[ExactText: ShownChanges]>([:])

    /// Takes the command, and how it is agreed to.
    init(
        _ command: Command, _ confirmation: ConfirmationOptions, _ output: OutputOptions, _ common: CommonOptions
    ) {
        self.confirmation = confirmation
        self.output = output
        runtime = Runtime(common, isInteractive: true) { [shown] pushes, sync, _, _ in
            guard let agreed = shown.withLockedValue({ $0[ExactText(sync.name)] }) else {
                return await pushes.preview(sync).run(command)
            }
            return await pushes.perform(command, sync, agreed)
        }
    }

    /// The syncs of these names.
    func syncs(_ selection: SyncSelection) throws -> [SyncConfiguration] { try runtime.syncs(selection) }

    /// The sync of that name.
    func sync(_ name: String) throws -> SyncConfiguration { try runtime.sync(name) }

    /// Shows what would be done, asks and does it. The report of what was done; nil where nothing was to be done or it
    /// was only to be shown.
    func run(_ syncs: [SyncConfiguration], note: String? = nil) async throws -> DeliveryReport? {
        // Nothing is written yet: a signal ends the process as it does by default.
        var preview = await runtime.perform(syncs)
        let reports = preview.syncs ?? []
        guard preview.verdict == .drifted || preview.verdict == .inSync else {
            if !confirmation.dryRun { await runtime.notify(preview, syncs) }
            try Output.print(preview, as: output.output)
            throw ExitCode(preview.verdict.exitCode)
        }
        let hasWork = preview.verdict == .drifted
        if hasWork, !confirmation.yes, !confirmation.dryRun, !dialogue.canAsk {
            preview.message += "; \(Messages.nothingWasDone)"
        }
        if output.output == .text || !(confirmation.yes && hasWork) { try Output.print(preview, as: output.output) }
        if hasWork, let note { Output.hint(note) }
        guard !confirmation.dryRun else { return nil }
        guard hasWork else { return preview }
        try agree()
        shown.withLockedValue { shown in
            for report in reports { shown[ExactText(report.sync)] = ShownChanges(report) }
        }
        let report = await runtime.run(syncs)
        try Output.print(report, as: output.output)
        return report
    }

    private var dialogue: TerminalDialogue { TerminalDialogue(isQuiet: output.output == .json) }

    private func agree() throws {
        if confirmation.yes { return }
        guard dialogue.canAsk else {
            Output.error(Messages.noTerminal)
            Output.hint(Messages.runWithYes)
            // The plan is the answer: there is no second one, and the command line was right.
            throw ExitCode.validationFailure
        }
        guard dialogue.agrees("do it?", byDefault: false) else {
            Output.error(Messages.nothingWasDone)
            throw ExitCode.validationFailure
        }
    }
}
