// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// What a set-up does with the webhooks of an environment: what is there and what is wanted become one action. Pure.
package struct WebhookPlan: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// Makes one; with a key that is made too, or with the one that is set.
        case create(withNewKey: Bool)
        /// It is there, and nothing is wrong with it.
        case keep(Webhook)
        /// It is there and is switched on, or has its events set.
        case repair(Webhook)
        /// Makes a second one with a new key, beside what is there: the key of a webhook cannot be changed, and until the
        /// endpoint has the new key the old one alone brings deliveries.
        case beginRotation(old: [Webhook])
        /// Tests the new one and then deletes the old: the endpoint has the new key, or the old one stays.
        case endRotation(new: Webhook, old: [Webhook])
        case remove([Webhook])
        case nothing(Reason)
        case refuse(Refusal)
    }

    /// Why nothing is to be done.
    package enum Reason: Sendable, Equatable {
        case noneToRemove
        /// One webhook, and a previous key: a change of keys has been made, and is to be cleaned up.
        case rotated(Webhook)
    }

    /// Why nothing may be done.
    package enum Refusal: Sendable, Equatable {
        case noneToRotate
        /// A key of a sync's own has no previous one that would be accepted too.
        case ownKeyHasNoPrevious
    }

    /// What else is there for the same address.
    package enum Remark: Sendable, Equatable {
        /// It gets each change once more.
        case duplicate(Webhook)
        /// Its deliveries are refused.
        case otherType(Webhook)
        /// Infisical gives no key away, and none is set here.
        case keyIsNotKnown
    }

    package private(set) var action: Action
    package private(set) var remarks: [Remark] = []

    /// What is known of signing keys.
    package struct Keys: Sendable, Equatable {
        package var hasCurrent: Bool
        package var hasPrevious: Bool
        package var isOwn: Bool

        package init(hasCurrent: Bool, hasPrevious: Bool = false, isOwn: Bool = false) {
            self.hasCurrent = hasCurrent
            self.hasPrevious = hasPrevious
            self.isOwn = isOwn
        }
    }

    package init(_ mode: SetupOptions.Mode, _ target: SetupTarget, among webhooks: [Webhook], _ keys: Keys) {
        let same = webhooks.filter { $0.isFor(target) }
        let here = same.filter { $0.isFor(path: target.webhookPath) }
        let general = here.filter(\.isGeneral)
        // One that brings these deliveries among others: a second one would bring them twice.
        let wider = target.isWebhookPathGiven ? [] : same.filter { $0.isSound && $0.covers(target.source) }
        // The newest first: a server lists in any order.
        let own = (general.isEmpty ? wider : general).enumerated().sorted { left, right in
            guard let first = left.element.created, let second = right.element.created, first != second else {
                return left.offset > right.offset
            }
            return first > second
        }.map(\.element)
        switch mode {
        case .establish: action = Self.establish(own, keys)
        case .rotateKey: action = Self.rotate(own, keys)
        case .remove: action = here.isEmpty ? .nothing(.noneToRemove) : .remove(here)
        }
        guard mode != .remove else { return }
        remarks = here.filter { !$0.isGeneral }.map(Remark.otherType)
        guard mode == .establish, let used else { return }
        remarks += own.filter { !$0.id.hasSameBytes(as: used.id) }.map(Remark.duplicate)
        if !keys.hasCurrent { remarks.append(.keyIsNotKnown) }
    }

    private static func establish(_ own: [Webhook], _ keys: Keys) -> Action {
        guard let best = own.first(where: \.isSound) ?? own.first else { return .create(withNewKey: !keys.hasCurrent) }
        return best.isSound ? .keep(best) : .repair(best)
    }

    private static func rotate(_ own: [Webhook], _ keys: Keys) -> Action {
        if keys.isOwn { return .refuse(.ownKeyHasNoPrevious) }
        guard let newest = own.first else { return .refuse(.noneToRotate) }
        let older = Array(own.dropFirst())
        guard older.isEmpty else { return .endRotation(new: newest, old: older) }
        return keys.hasPrevious ? .nothing(.rotated(newest)) : .beginRotation(old: [newest])
    }

    /// The webhook that is there and goes on being used.
    private var used: Webhook? {
        switch action {
        case .keep(let webhook), .repair(let webhook): webhook
        default: nil
        }
    }

    /// Whether it changes anything at Infisical.
    package var changes: Bool {
        switch action {
        case .keep, .nothing, .refuse: false
        case .create, .repair, .beginRotation, .endRotation, .remove: true
        }
    }
}

extension Webhook {
    /// Whether it brings changes of secrets, in a form that is understood.
    fileprivate var isSound: Bool { isGeneral && !isDisabled && deliversChanges }

    /// Whether it is of the target's environment and address.
    fileprivate func isFor(_ target: SetupTarget) -> Bool {
        guard isOf(environment: target.source.environment), let url else { return false }
        return WebhookAddress.normal(url).hasSameBytes(as: WebhookAddress.normal(target.url))
    }

    fileprivate func isFor(path glob: String) -> Bool {
        path.hasSameBytes(as: glob) || (SecretPath(path) == SecretPath(glob) && !glob.isEmpty && !path.isEmpty)
    }

    fileprivate func covers(_ source: SyncSource) -> Bool { WebhookGlob(path).covers(source) == .yes }
}
