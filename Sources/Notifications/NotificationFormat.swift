// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// What a receiver wants its JSON to look like, which its host tells.
package enum NotificationFormat: Sendable, CaseIterable {
    /// https://api.slack.com/messaging/webhooks
    case slack
    /// https://discord.com/developers/docs/resources/webhook#execute-webhook
    case discord
    /// An adaptive card, as a workflow's webhook takes it.
    /// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
    case teams
    /// Any other receiver gets the report itself, and the text beside it.
    case report

    /// `host` in lower case.
    package init(host: String) {
        self = Self.allCases.first { format in format.domains.contains { Self.isWithin(host, $0) } } ?? .report
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
        let body: JSONMembers =
            switch self {
            case .slack: Self.slack(notification)
            case .discord: Self.discord(notification)
            case .teams: Self.teams(notification)
            case .report: Self.report(notification, report)
            }
        return JSONValue.object(body).encoded
    }

    // MARK: Slack

    private static func slack(_ notification: Notification) -> JSONMembers {
        // Slack's advice for a text; it cuts a far longer one itself.
        ["text": .string(notification.text(bound: 4000, writing: slackEscaped))]
    }

    /// Without these three there is neither a link nor a mention.
    private static func slackEscaped(_ line: String) -> String {
        rewritten(line) { byte in
            switch byte {
            case UInt8(ascii: "&"): "&amp;"
            case UInt8(ascii: "<"): "&lt;"
            case UInt8(ascii: ">"): "&gt;"
            default: nil
            }
        }
    }

    // MARK: Discord

    private static func discord(_ notification: Notification) -> JSONMembers {
        // In a block of code nothing is markup or a mention, and names stay as they are. Only its own end ends it.
        let (bound, fence) = (2000, "```")
        let text = notification.text(
            bound: bound - 2 * (fence.utf16.count + 1),
            writing: { line in rewritten(line) { $0 == UInt8(ascii: "`") ? "'" : nil } })
        return [
            "content": .string("\(fence)\n\(text)\n\(fence)"),
            "allowed_mentions": .object(["parse": .array([])]),
        ]
    }

    // MARK: Teams

    private static func teams(_ notification: Notification) -> JSONMembers {
        // A message may have 28 KB; the rest is the card around the text. In Markdown a line break alone is none.
        let text = notification.text(
            bound: 24 << 10, lineBreak: "\n\n", cost: { JSONValue.string($0).encoded.count }, writing: markdownEscaped)
        let card: JSONValue = .object([
            "type": .string("AdaptiveCard"), "version": .string("1.2"),
            "body": .array([
                .object(["type": .string("TextBlock"), "wrap": .boolean(true), "text": .string(text)])
            ]),
        ])
        let attachment: JSONValue = .object([
            "contentType": .string("application/vnd.microsoft.card.adaptive"), "contentUrl": .null, "content": card,
        ])
        return ["type": .string("message"), "attachments": .array([attachment])]
    }

    /// Markdown's marks stand for themselves: a name must not become a link. An underscore within a word is none.
    private static func markdownEscaped(_ line: String) -> String {
        let bytes = Array(line.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if isMark(byte) || (byte == UInt8(ascii: "_") && !isInWord(index, bytes)) {
                result.append(UInt8(ascii: "\\"))
            }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isMark(_ byte: UInt8) -> Bool { (#"\*[]`<#"# as StaticString).contains(byte) }

    private static func isInWord(_ index: Int, _ bytes: [UInt8]) -> Bool {
        guard index > 0, index + 1 < bytes.count else { return false }
        return ASCII.isAlphanumeric(bytes[index - 1]) && ASCII.isAlphanumeric(bytes[index + 1])
    }

    /// The line with some of its ASCII characters replaced. By bytes: a mark after one of them must not hide it.
    private static func rewritten(_ line: String, _ replacement: (UInt8) -> StaticString?) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(line.utf8.count)
        for byte in line.utf8 {
            if let text = replacement(byte) { text.withUTF8Buffer { bytes += $0 } } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Report

    private static func report(_ notification: Notification, _ report: DeliveryReport) -> JSONMembers {
        var members = report.members
        members["text"] = .string(notification.text(bound: 16 << 10))
        return members
    }
}
