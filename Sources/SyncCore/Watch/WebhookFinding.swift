// SPDX-License-Identifier: MIT

import Basics

/// What a look at a project's webhooks says of one sync's deliveries.
package enum WebhookFinding: Sendable, Equatable {
    /// Deliveries come; how the last one ended stands in the webhook. `coverage` is unknown where its glob is.
    case delivers(Webhook, WebhookGlob.Answer)
    case disabled(Webhook)
    /// Changes of secrets are not among its events.
    case filtered(Webhook)
    case otherType(Webhook)
    case otherPath(Webhook)
    case missing

    /// Judges the webhooks of a sync's project. `others` are the names of the other syncs: an address that ends in
    /// `/webhook/NAME` triggers that one alone.
    package init(for sync: SyncConfiguration, among webhooks: [Webhook], others: [String] = []) {
        let own = webhooks.filter { webhook in
            webhook.isOf(environment: sync.source.environment) && !others.contains { webhook.isFor(sync: $0) }
        }
        let coverage = own.map { WebhookGlob($0.path).covers(sync.source) }
        var delivering: [(webhook: Webhook, coverage: WebhookGlob.Answer)] = []
        var misses: [WebhookFinding] = []
        for (webhook, coverage) in zip(own, coverage) {
            let faults = Self.faults(webhook, coverage)
            if faults.isEmpty { delivering.append((webhook, coverage)) }
            // A webhook with several faults was meant for something else.
            if faults.count == 1 { misses += faults }
        }
        let best = delivering.min { $0.webhook.lastRun.rank < $1.webhook.lastRun.rank }
        if let best {
            self = .delivers(best.webhook, best.coverage)
        } else {
            self = misses.min { $0.rank < $1.rank } ?? .missing
        }
    }

    private static func faults(_ webhook: Webhook, _ coverage: WebhookGlob.Answer) -> [WebhookFinding] {
        var faults: [WebhookFinding] = []
        if webhook.isDisabled { faults.append(.disabled(webhook)) }
        if !webhook.deliversChanges { faults.append(.filtered(webhook)) }
        if !webhook.isGeneral { faults.append(.otherType(webhook)) }
        if coverage == .no { faults.append(.otherPath(webhook)) }
        return faults
    }

    /// The nearest miss first.
    private var rank: Int {
        switch self {
        case .delivers: 0
        case .disabled: 1
        case .filtered: 2
        case .otherPath: 3
        case .otherType: 4
        case .missing: 5
        }
    }
}

extension Webhook {
    /// Whether its address is that of this sync alone.
    fileprivate func isFor(sync name: String) -> Bool {
        guard let path = url?.utf8.prefix(while: { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }) else {
            return false
        }
        let parts = path.split(separator: UInt8(ascii: "/")).suffix(2).map { String(decoding: $0, as: UTF8.self) }
        return parts.count == 2 && parts[0].hasSameBytes(as: "webhook") && parts[1].hasSameBytes(as: name)
    }
}

extension Webhook.LastRun {
    /// The better one first.
    fileprivate var rank: Int {
        switch self {
        case .success: 0
        case .none: 1
        case .failed: 2
        }
    }
}
