// SPDX-License-Identifier: MIT

import Basics

extension WebhookFinding {
    /// What was found, and what to do.
    func message(_ sync: SyncConfiguration) -> String {
        let place = "\(sync.source.environment) \(sync.source.path)"
        return switch self {
        case .delivers(let webhook, .unknown):
            "whether the webhook's path \(SafeText.clean(webhook.path)) covers \(place) cannot be told here; "
                + webhook.lastDelivery(sync)
        case .delivers(let webhook, _): webhook.lastDelivery(sync)
        case .disabled(let webhook):
            "the webhook to \(webhook.host) is disabled: enable it in Infisical (Project Settings > Webhooks), "
                + "or run render-sync setup"
        case .filtered(let webhook):
            "the webhook to \(webhook.host) does not deliver secrets.modified: "
                + "add the event Secret Modified in Infisical, or run render-sync setup"
        case .otherType(let webhook):
            "the only webhook for \(place) is of type \(SafeText.clean(webhook.type)), whose deliveries are refused: "
                + "make one of type General, with render-sync setup"
        case .otherPath(let webhook):
            "no webhook covers \(place): the one to \(webhook.host) is for \(SafeText.clean(webhook.path)); "
                + "make another with render-sync setup"
        case .missing: "no webhook covers \(place), so that no change is delivered: make one with render-sync setup"
        }
    }
}

extension Webhook {
    fileprivate func lastDelivery(_ sync: SyncConfiguration) -> String {
        switch lastRun {
        case .success: "alive: its last delivery succeeded" + time(updatedAt, "as of") + ", to \(host)"
        case .none: "no delivery yet" + time(createdAt, "since it was made at") + ", to \(host)"
        case .failed(let text):
            "its last delivery failed" + time(updatedAt, "as of") + ", to \(host)"
                + (text.map { ": \(SafeText.clean($0))" } ?? "")
                + "; run render-sync sync \(ShellText.word(SafeText.clean(sync.name))), and press Test in Infisical"
        }
    }

    private func time(_ text: String?, _ word: String) -> String { text.map { " \(word) \(SafeText.clean($0))" } ?? "" }
}

/// What `check` says about the ways in which a change comes here.
enum WatchMessages {
    static let idle = "AUTO_SYNC_ENABLED is false: webhooks do not push it"

    static func twoWriters(_ sync: ForeignSync) -> String {
        "Infisical's own Render Sync \(SafeText.clean(sync.name)) writes the same destination: delete it in Infisical "
            + "(Integrations > Secret Syncs) without removing its secrets, or the two undo each other's work"
    }

    static func undelivered(_ folder: ImportedFolder) -> String {
        "imports \(folder.text): whether a change there is delivered depends on Infisical's version; to be sure, add it "
            + "to TRIGGER_PATHS with a webhook of its own, or run render-sync sync --all on a schedule"
    }

    static func withoutWebhook(_ folder: ImportedFolder) -> String {
        "imports \(folder.text), which TRIGGER_PATHS names and no webhook covers: make one for it with render-sync setup"
    }
}

extension ImportedFolder {
    fileprivate var text: String { SafeText.clean("\(environment) \(path)") }
}
