// SPDX-License-Identifier: MIT

import Basics
import SyncCore

extension Notification {
    /// What became of pushes, the failed ones first. `event` is what they were made for; without one it is said where
    /// each sync reads.
    package init(_ report: DeliveryReport, event: Event? = nil, syncs: [SyncConfiguration] = []) {
        if case .notice(let notice)? = event?.kind {
            self.init(notice)
            return
        }
        // Not sorted by severity alone: the order of the rest is the configuration's.
        let reports = report.syncs ?? []
        let ordered = reports.filter(\.isFailure) + reports.filter { !$0.isFailure }
        var lines = [Self.title(report)]
        if let event { lines.append(Self.change(event)) }
        for push in ordered {
            let sync = event == nil ? syncs.first { $0.name.hasSameBytes(as: push.sync) } : nil
            lines += push.notice(place: sync.map { Self.place($0.source.environment, $0.source.path.description) })
        }
        if reports.isEmpty { lines += [report.message, "next: render-sync check"] }
        self.init(lines)
    }

    /// The message of `check --notify`.
    package static let test = Notification(["render-sync: this is a test message, sent by render-sync check --notify"])

    private static func title(_ report: DeliveryReport) -> String {
        let reports = report.syncs ?? []
        let word = "render-sync: \(report.verdict.word)"
        guard let only = reports.first else { return word }
        guard reports.count > 1 else { return "\(word): \(only.sync)" }
        let failed = reports.count(where: \.isFailure)
        return failed == 0 ? "\(word): \(reports.count) syncs" : "\(word): \(failed) of \(reports.count) syncs"
    }

    private static func change(_ event: Event) -> String {
        let what = event.changedBy.map { "\(SafeText.clean($0)) changed secrets" } ?? "secrets changed"
        return what + (event.place.map { " in \(place($0.environment, $0.path.description))" } ?? "")
    }

    private static func place(_ environment: String, _ path: String) -> String {
        "\(SafeText.clean(environment)) \(SafeText.clean(path))"
    }

    private init(_ notice: Event.Notice) {
        let name = notice.name.map { " of \(SafeText.clean($0))" } ?? ""
        let place = notice.place.map { " in \(Self.place($0.environment, $0.path.description))" } ?? ""
        let text = notice.text.map { [SafeText.clean(AddressSecrets.hidden(in: $0))] } ?? []
        switch notice.subject {
        case .rotationFailed:
            self.init(
                ["Infisical: the rotation\(name) failed\(place)"] + text
                    + ["next: look at the rotation in Infisical; what it changes later is pushed by itself"])
        case .reminderExpired:
            self.init(
                ["Infisical: the reminder\(name) is due\(place)"] + text
                    + ["next: change the secret in Infisical; the change is pushed by itself"])
        }
    }
}

extension PushReport {
    /// Whether somebody has to do something about it.
    var isFailure: Bool { verdict.exitCode != 0 }

    /// What happened, what to do next, and which keys it was about.
    fileprivate func notice(place: String?) -> [String] {
        let name = place.map { "\(sync) (\($0))" } ?? sync
        return ["\(name): \(verdict.word): \(headline)"] + facts + (nextCommand.map { ["next: \($0)"] } ?? [])
            + keyLines + warnings.map { "warning: \($0.message)" }
    }

    private var keyLines: [String] {
        let kinds: [(kind: String, keys: [Key])] =
            showsPlan
            ? [("to create", created), ("to update", updated), ("to delete", deleted)]
            : [
                ("created", created), ("updated", updated), ("deleted", deleted), ("imported", imported ?? []),
                ("overwritten in Infisical", overwritten ?? []),
            ]
        return kinds.filter { !$0.keys.isEmpty }.map { "\($0.kind): \(Phrases.list($0.keys))" }
    }

    /// What to run next; nil where all is done.
    private var nextCommand: String? {
        let sync = ShellText.word(sync)
        switch verdict {
        case .drifted: return "render-sync sync \(sync)"
        case .guarded:
            // A plan has shown it.
            if showsPlan { return nil }
            if case .guarded(let refusal)? = outcome, refusal.namesCommand { return nil }
            return "render-sync plan \(sync)"
        case .misconfigured: return "render-sync check"
        case .pendingApproval: return "approve the change in Infisical, then render-sync plan \(sync)"
        case .failed, .gaveUp:
            if isRedeployDue || lacksDeploy { return "render-sync sync --redeploy \(sync)" }
            // What was written stands, and its deploy goes on.
            return outcome == .settled ? nil : "render-sync sync \(sync)"
        default: return nil
        }
    }
}
