// SPDX-License-Identifier: MIT

import Configuration
import SyncCore

extension NotificationSettings.Occasion {
    /// Whether somebody is told. Drift is told of under each: a plan on a schedule is made for it.
    func covers(_ report: DeliveryReport, _ event: Event?) -> Bool {
        if case .notice? = event?.kind { return true }
        if report.verdict.exitCode != 0 { return true }
        // A plan, or a preview, that found nothing to do.
        guard let syncs = report.syncs, report.verdict != .inSync else { return false }
        switch self {
        case .failure: return false
        case .change: return syncs.contains(where: \.hasChanges)
        case .always: return true
        }
    }
}

extension PushReport {
    fileprivate var hasChanges: Bool {
        ![created, updated, deleted, imported ?? []].allSatisfy(\.isEmpty)
    }
}
