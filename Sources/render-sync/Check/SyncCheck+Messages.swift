// SPDX-License-Identifier: MIT

import Basics
import SyncCore

// What `check` says of one sync.
extension SyncCheck {
    func report(source secrets: SourceSecrets) -> CheckReport {
        let hidden = secrets.secrets.filter(\.isHidden).map(\.key)
        guard hidden.isEmpty else {
            return .fail(check("Infisical"), GuardRefusal.hiddenValues(hidden.sorted()).message, .guarded)
        }
        let count = Self.count(secrets.secrets.count, "secret")
        return .pass(check("Infisical"), "\(count) in \(sync.source.environment) \(sync.source.path)")
    }

    func report(destination state: DestinationState, canReplaceAll: Bool) -> CheckReport {
        let managed = state.entries.keys.filter(sync.options.manages).count
        var report = CheckReport.pass(
            check("Render"),
            "\(managed) managed of \(Self.count(state.entries.count, "key")) in \(sync.destination), "
                + "read with the key in \(sync.renderAPIKey.variable)")
        if let refusal = sync.initialSyncRefusal { report.warn(check("Render"), refusal.message) }
        if sync.options.autoRedeployServices, state.services.isEmpty {
            report.warn(
                check("Render"), "AUTO_REDEPLOY_SERVICES has nothing to redeploy: no service is linked to the group")
        }
        if sync.options.bulkWrites == .always, canReplaceAll {
            report.warn(
                check("Render"),
                "\(sync.variablePrefix)_BULK_WRITES=always also rewrites keys that are not this sync's: "
                    + "a change made to them during a push is lost")
        }
        return report
    }

    /// What a push would do now. What it would be refused for has been said of the sides, or is said here.
    func report(plan draft: PlanDraft) -> CheckReport {
        let plan = draft.plan
        var text =
            plan.isEmpty
            ? "in sync: a push would write nothing"
            : "a push would write \(Self.count(plan.creates.count + plan.updates.count, "key")) and delete "
                + "\(plan.deletes.count) now: render-sync plan \(sync.name) shows which"
        if !plan.kept.isEmpty { text += "; \(Self.count(plan.kept.count, "emptied key")) would stay at Render" }
        if let filtered = plan.filtered.text { text += "; \(filtered)" }
        var report = CheckReport.pass(check("plan"), text)
        for refusal in draft.refusals where !isSaid(refusal) { report.warn(check("plan"), refusal.message) }
        return report
    }

    private func isSaid(_ refusal: GuardRefusal) -> Bool {
        switch refusal {
        case .hiddenValues, .initialSyncNotDone: true
        default: false
        }
    }

    func unreachable(_ side: String, _ failure: CallFailure) -> CheckReport {
        .fail(check(side), failure.message, failure.verdict)
    }

    /// What the identity may not read is no failure: a push does not need it.
    func unread(_ what: String, _ reason: String) -> CheckReport {
        .warn(check(what), "not looked at: \(reason)")
    }

    private func check(_ what: String) -> String { "\(sync.name): \(what)" }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
