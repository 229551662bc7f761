// SPDX-License-Identifier: MIT

import Basics

/// A sync's first push, as its `initialSyncBehavior` says: import what is to be imported, then push.
///
/// A second one does the same again, with what Render and Infisical hold by then: nothing tells it that it has run.
package struct FirstSync: Sendable {
    private let sync: SyncConfiguration
    private let shown: ShownChanges
    private let importing: Import
    private let push: @Sendable (Set<Key>) -> Push

    /// `push` makes the push that follows once these keys were imported.
    package init(
        _ sync: SyncConfiguration, shown: ShownChanges, importing: Import,
        push: @escaping @Sendable (Set<Key>) -> Push
    ) {
        self.sync = sync
        self.shown = shown
        self.importing = importing
        self.push = push
    }

    /// Imports and pushes. No push follows an import that is not done: it would delete what waits to be imported.
    package func run() async -> PushReport {
        var report = await importAndPush()
        if report.verdict.exitCode == 0 { report.variableToSet = sync.initialSyncVariable }
        return report
    }

    private func importAndPush() async -> PushReport {
        guard let priority = sync.options.initialSyncBehavior.importPriority else { return await push([]).run() }
        let imported = await importing.run(priority, shown)
        guard imported.verdict == .imported || imported.verdict == .unchanged else { return imported }
        var report = await push(Set(imported.imported ?? [])).run()
        report.imported = imported.imported
        report.overwritten = imported.overwritten
        report.durationMs += imported.durationMs
        report.notes += imported.notes
        if report.verdict == .unchanged, imported.verdict == .imported { report.verdict = .imported }
        return report
    }
}
