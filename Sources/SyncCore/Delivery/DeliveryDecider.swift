// SPDX-License-Identifier: MIT

import Basics

/// What a delivery leads to.
package enum DeliveryDecision: Sendable {
    /// Nothing is pushed. `reason` is for the log: a sender who is not known is not told why.
    case report(DeliveryReport, event: Event?, reason: String)
    /// Nothing is pushed, and a notification is sent.
    case notify(DeliveryReport, Event)
    /// These syncs are pushed, all at the same time; there is at least one.
    case push([SyncConfiguration], Event)
}

/// Decides what a delivery leads to: verified event -> matching syncs. Pure: the time is passed in.
package struct DeliveryDecider: Sendable {
    private let verifier: DeliveryVerifier
    private let syncs: Result<[SyncConfiguration], ConfigurationError>
    private let notifies: Bool

    /// `keys` are known even when the rest of the configuration is broken, so that a forger learns nothing about it.
    /// `notifies` says whether notifications are wanted at all.
    package init(
        keys: [SigningKey], tolerance: Duration, syncs: Result<[SyncConfiguration], ConfigurationError>,
        notifies: Bool = false
    ) {
        verifier = DeliveryVerifier(keys: keys, tolerance: tolerance)
        self.syncs = syncs
        self.notifies = notifies
    }

    /// `now` is in milliseconds since 1970: the moment at which the delivery arrived, or at which a queue took it in.
    package func decide(_ delivery: Delivery, now: Int64) -> DeliveryDecision {
        let event: Event
        do throws(DeliveryRefusal) {
            event = try verifier.verify(delivery, now: now)
        } catch {
            let refusal = explained(error)
            let report = refusal.isUnauthorized ? .unauthorized : DeliveryReport(.malformed, refusal.reason)
            return .report(report, event: nil, reason: refusal.reason)
        }
        switch syncs {
        case .failure(let error):
            let report = DeliveryReport(error)
            // A secret has changed, and Render will not hear of it.
            if case .secretsModified = event.kind { return notification(report, event) }
            return Self.report(report, event)
        case .success(let syncs): return decide(event, syncs, onlySync: delivery.onlySync)
        }
    }

    /// A key that could not be read may be the one that signed.
    private func explained(_ refusal: DeliveryRefusal) -> DeliveryRefusal {
        guard refusal == .noKeyConfigured || refusal == .wrongSignature, case .failure(let error) = syncs else {
            return refusal
        }
        let problems = error.problems(about: .signingKey)
        return problems.isEmpty ? refusal : .malformedKey(ConfigurationError(problems))
    }

    private func decide(
        _ event: Event, _ syncs: [SyncConfiguration], onlySync: String?
    ) -> DeliveryDecision {
        if let onlySync, !syncs.contains(where: { $0.name.hasSameBytes(as: onlySync) }) {
            return Self.report(DeliveryReport(.notFound, "no sync is named \(SafeText.clean(onlySync))"), event)
        }
        let matcher = SyncMatcher(syncs)
        switch event.kind {
        case .notice:
            return notification(DeliveryReport(.ignored, NoMatch.otherEvent(event.name).message), event)
        case .other(let name):
            return Self.report(DeliveryReport(.ignored, NoMatch.otherEvent(name).message), event)
        case .test(let place):
            let match = place.map { matcher.match($0, signers: event.signers, only: onlySync) }
            return Self.report(DeliveryReport(test: match ?? .none(.noFolder)), event)
        case .secretsModified(let place):
            switch matcher.match(place, signers: event.signers, only: onlySync) {
            case .none(let reason): return Self.report(DeliveryReport(.ignored, reason.message), event)
            case .syncs(let syncs): return .push(syncs, event)
            }
        }
    }

    private func notification(_ report: DeliveryReport, _ event: Event) -> DeliveryDecision {
        notifies ? .notify(report, event) : Self.report(report, event)
    }

    private static func report(_ report: DeliveryReport, _ event: Event) -> DeliveryDecision {
        .report(report, event: event, reason: report.message)
    }
}
