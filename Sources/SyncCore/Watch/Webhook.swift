// SPDX-License-Identifier: MIT

import Basics

/// A webhook of a project, as Infisical lists it.
package struct Webhook: Sendable, Equatable {
    package static let general = "general"

    package enum LastRun: Sendable, Equatable {
        /// There was no delivery yet, or the server does not say.
        case none
        case success
        /// With the server's own words, which are not safe to print.
        case failed(String?)
    }

    package var id: String
    /// Not every answer has it.
    package var url: String?
    /// The environment's slug, where the server says.
    package var environment: String?
    /// A glob over folders.
    package var path: String
    package var type: String
    package var isDisabled: Bool
    /// The events that are delivered; empty: all.
    package var events: [String]
    package var lastRun: LastRun
    /// As the server writes them.
    package var createdAt: String?
    package var updatedAt: String?

    package init(
        id: String, url: String?, environment: String?, path: String = "/", type: String = Webhook.general,
        isDisabled: Bool = false, events: [String] = [], lastRun: LastRun = .none, createdAt: String? = nil,
        updatedAt: String? = nil
    ) {
        self.id = id
        self.url = url
        self.environment = environment
        self.path = path
        self.type = type
        self.isDisabled = isDisabled
        self.events = events
        self.lastRun = lastRun
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Whether its payloads are of the form that is understood here.
    package var isGeneral: Bool { type.hasSameBytes(as: Self.general) }

    /// Whether a change of secrets is delivered.
    package var deliversChanges: Bool {
        events.isEmpty || events.contains { $0.hasSameBytes(as: Event.secretsModified) }
    }

    /// Whether it belongs to this environment. A server that does not say was asked for that environment alone.
    package func isOf(environment slug: String) -> Bool { environment?.hasSameBytes(as: slug) ?? true }

    package var created: Moment? { createdAt.flatMap(Moment.init(rfc3339:)) }

    /// The address without its path and query, which may hold a credential of somebody's.
    package var host: String {
        guard let url else { return "an address that Infisical does not tell" }
        let rest = url.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
        guard rest.count > 2 else { return "an address that is none" }
        return SafeText.clean(String(decoding: rest[2], as: UTF8.self))
    }
}
