// SPDX-License-Identifier: MIT

import Basics

extension DeliveryRefusal {
    /// The reason, for the log; for the response too when the sender is known.
    package var reason: String {
        switch self {
        case .noKeyConfigured:
            "no signing key is configured: set INFISICAL_WEBHOOK_SECRET to the webhook's secret key"
        case .malformedKey(let error):
            "a configured signing key is malformed: \(error.problems.map(\.description).joined(separator: "; "))"
        case .signatureCount(0):
            "no x-infisical-signature header: give the webhook in Infisical a secret key"
        case .signatureCount(let count):
            "\(count) x-infisical-signature headers: expected exactly one"
        case .malformedSignature:
            "malformed x-infisical-signature header: expected t=<unix ms>;<64 hex digits>"
        case .wrongSignature:
            "no configured key made this signature: compare INFISICAL_WEBHOOK_SECRET with the webhook's secret key"
        case .outsideTolerance(let seconds):
            "signed \(seconds) s from now: a replay, or this machine's clock is wrong (RENDER_SYNC_SIGNATURE_TOLERANCE)"
        case .timestampMismatch:
            "the body's timestamp is not the header's: a replay, or a body changed on its way"
        case .notJSON:
            "the body is not a JSON object"
        case .chatPayload(let kind):
            "not a webhook of type General: its type is \(kind); make one of type General in Infisical"
        case .noEvent:
            "not a webhook of type General: the body names no event"
        case .incompleteEvent(let what):
            "the event has no \(what)"
        }
    }
}

extension NoMatch {
    /// Why nothing is pushed, for the response and the log.
    var message: String {
        switch self {
        case .otherEvent(let name):
            // Names are compared in quadratic time: a long one is no misspelling.
            name.utf8.count <= 32 && NearestName.distance(name, Event.secretsModified) <= 3
                ? "unknown event \(SafeText.clean(name)); expected \(Event.secretsModified)"
                : "event \(SafeText.clean(name)) changes no secrets"
        case .noFolder: "the event names no folder"
        case .noSync(let place):
            "no sync reads \(SafeText.clean("\(place.environment) \(place.path)")) of this project"
        case .keyMayNotTrigger(let names): "the signing key may not trigger \(names.joined(separator: ", "))"
        case .autoSyncIsOff(let names): "auto-sync is off for \(names.joined(separator: ", "))"
        }
    }
}

extension DeliveryReport {
    /// The report of a test event: which syncs a change in its folder would push.
    init(test match: SyncMatcher.Match) {
        switch match {
        case .none(let reason):
            self.init(.test, "the signature is valid; \(reason.message)")
        case .syncs(let syncs):
            let names = syncs.map(\.name)
            let refusals = syncs.compactMap { $0.initialSyncRefusal?.message }
            self.init(
                .test,
                (["the signature is valid; a change here would push \(names.joined(separator: ", "))"] + refusals)
                    .joined(separator: "; "))
            self.syncs = syncs.map { sync in
                PushReport(
                    sync: sync.name, verdict: .test,
                    sync.initialSyncRefusal.map { "would be refused: \($0.message)" } ?? "would be pushed")
            }
        }
    }

    /// The report of a delivery whose pushes have succeeded before.
    init(repeated names: [String]) {
        self.init(names.map { PushReport(sync: $0, verdict: .unchanged, "this delivery was pushed before") })
    }

    /// The report of pushes that go on.
    init(running names: [String]) {
        self.init(.running, "still running: the outcome will be in the log")
        syncs = names.map { PushReport(sync: $0, verdict: .running, "still running") }
    }
}
