// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// What a receiver wants its JSON to look like, which its host tells.
package enum NotificationForm: Sendable, CaseIterable {
    case slack
    case discord
    case teams
    /// Any other receiver gets the report itself.
    case report

    /// `host` in lower case.
    package init(host: String) {
        self = Self.allCases.first { form in form.domains.contains { Self.isWithin(host, $0) } } ?? .report
    }

    private var domains: [String] {
        switch self {
        case .slack: ["hooks.slack.com", "hooks.slack-gov.com"]
        case .discord: ["discord.com", "discordapp.com"]
        // The addresses of workflows, and of the connectors before them.
        case .teams: ["logic.azure.com", "logic.azure.us", "api.powerplatform.com", "webhook.office.com"]
        case .report: []
        }
    }

    /// Whether the host is the domain or below it, byte by byte.
    private static func isWithin(_ host: String, _ domain: String) -> Bool {
        host.hasSameBytes(as: domain) || host.utf8.reversed().starts(with: ".\(domain)".utf8.reversed())
    }

    /// The body of the request.
    package func body(_ notification: Notification, _ report: DeliveryReport) -> [UInt8] {
        switch self {
        case .slack: SlackMessage.body(notification)
        case .discord: DiscordMessage.body(notification)
        case .teams: TeamsMessage.body(notification)
        case .report: ReportMessage.body(notification, report)
        }
    }
}
