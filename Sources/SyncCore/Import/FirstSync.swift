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

    /// Takes the sync, what was shown of it, its import, and what makes its push once these keys were imported.
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

/// A source that must list what was just imported into it: a push from an answer that is behind would delete from
/// Render what only the import saved.
package struct SourceAfterImport: SecretSource {
    private let source: any SecretSource
    private let imported: Set<Key>

    /// Takes the source and the keys that it must have.
    package init(_ source: any SecretSource, imported: Set<Key>) {
        self.source = source
        self.imported = imported
    }

    package func read() async throws(ServiceFailure) -> SourceSecrets {
        let secrets = try await source.read()
        guard imported.isSubset(of: secrets.secrets.map(\.key)) else {
            throw ServiceFailure(.mayPass, "Infisical does not list yet what was imported: run init again")
        }
        return secrets
    }
}
