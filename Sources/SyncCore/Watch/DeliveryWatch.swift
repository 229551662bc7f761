// SPDX-License-Identifier: MIT

/// Judges whether a change in Infisical comes here, and whether somebody else writes as well. Pure.
package struct DeliveryWatch: Sendable {
    private let sync: SyncConfiguration
    private let others: [String]
    /// Whether a missing webhook is a failure: it is when somebody watches, and not while one sets up.
    private let isStrict: Bool

    package init(_ sync: SyncConfiguration, others: [String], isStrict: Bool) {
        self.sync = sync
        self.others = others
        self.isStrict = isStrict
    }

    /// The line about the sync's webhook.
    package func report(webhooks: [Webhook]) -> CheckReport {
        var report = CheckReport()
        let check = "\(sync.name): webhook"
        guard sync.isAutoSyncEnabled else {
            report.pass(check, WatchMessages.idle)
            return report
        }
        let finding = WebhookFinding(for: sync, among: webhooks, others: others)
        let message = finding.message(sync)
        switch finding {
        case .delivers(let webhook, .yes) where webhook.lastRun.isGood: report.pass(check, message)
        case .delivers: report.warn(check, message)
        case .disabled, .filtered: report.fail(check, message, .failed)
        case .otherPath, .otherType, .missing:
            if isStrict { report.fail(check, message, .failed) } else { report.warn(check, message) }
        }
        return report
    }

    /// A line for each of Infisical's own syncs that writes the same.
    package func report(foreign: [ForeignSync]) -> CheckReport {
        var report = CheckReport()
        for other in foreign where other.isAutoSyncEnabled && other.writes(sync.destination) {
            report.warn("\(sync.name): Infisical's sync", WatchMessages.twoWriters(other))
        }
        return report
    }

    /// A line for each import from where no delivery is sure to come. `webhooks` are those of every environment that is
    /// imported from; nil where they could not be read.
    package func report(imports: [ImportedFolder], webhooks: [Webhook]?) -> CheckReport {
        var report = CheckReport()
        guard sync.isAutoSyncEnabled else { return report }
        for folder in Set(imports).sorted(by: { Key($0.sortKey) < Key($1.sortKey) }) {
            let place = Event.Place(
                projectID: sync.source.projectID, environment: folder.environment, path: folder.path)
            if !SyncMatcher.covers(sync, place) {
                report.warn("\(sync.name): imports", WatchMessages.undelivered(folder))
            } else if let webhooks, !webhooks.contains(where: { $0.brings(folder) }) {
                report.warn("\(sync.name): imports", WatchMessages.withoutWebhook(folder))
            }
        }
        return report
    }
}

extension Webhook {
    fileprivate func brings(_ folder: ImportedFolder) -> Bool {
        isOf(environment: folder.environment) && !isDisabled && isGeneral && deliversChanges
            && WebhookGlob(path).covers(folder.path) != .no
    }
}

extension Webhook.LastRun {
    fileprivate var isGood: Bool {
        if case .failed = self { false } else { true }
    }
}

extension ImportedFolder {
    fileprivate var sortKey: String { "\(environment) \(path)" }
}
