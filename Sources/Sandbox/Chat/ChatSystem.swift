// SPDX-License-Identifier: MIT

/// A system that takes notifications, told by the host that it was called as, or else by the path's first part:
/// `/slack/...`, `/discord/...`, `/teams/...`.
package enum ChatSystem: String, Codable, Sendable {
    case slack, discord, teams
    /// Any other receiver of JSON.
    case other

    init(_ request: ReceivedRequest) {
        let host = request.host
        if host == "hooks.slack.com" {
            self = .slack
        } else if host == "discord.com" || host.hasSuffix(".discord.com") || host == "discordapp.com" {
            self = .discord
        } else if Self.teamsDomains.contains(where: { host.hasSuffix($0) }) {
            self = .teams
        } else {
            self = request.segments.first.flatMap(ChatSystem.init(rawValue:)) ?? .other
        }
    }

    /// Where Teams' workflows have their addresses, and where its connectors had them.
    private static let teamsDomains = [".logic.azure.com", ".api.powerplatform.com", ".webhook.office.com"]

    /// The names that the listener's certificate is for, so that a client can be led here by a proxy.
    static let certifiedNames = [
        "hooks.slack.com", "discord.com", "prod-00.westeurope.logic.azure.com",
        "default.environment.api.powerplatform.com", "example.webhook.office.com",
    ]
}
