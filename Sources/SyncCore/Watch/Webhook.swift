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

    /// The host, and its port, of the address: everything else in it may be a credential of somebody's.
    package var host: String {
        guard let url else { return "an address that Infisical does not tell" }
        let parts = url.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty else { return Self.invalidAddress }
        // A browser, and Node, take a backslash for a slash.
        let authority = parts[2].prefix { !("/\\?#" as StaticString).contains($0) }
        let host = authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).last ?? authority
        return host.isEmpty ? Self.invalidAddress : SafeText.clean(String(decoding: host, as: UTF8.self))
    }

    private static let invalidAddress = "an invalid address"
}
