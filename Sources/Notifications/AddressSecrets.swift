// SPDX-License-Identifier: MIT

import Basics

/// The parts of a webhook's address that may be its key.
enum AddressSecrets {
    /// Shorter ones are found in innocent text too.
    private static let least = 6

    /// What the addresses of the known receivers have in common. Slack's own error is `no_service`.
    private static let common: Set<String> = [
        "services", "webhook", "webhooks", "workflows", "triggers", "manual", "invoke", "automations", "powerautomate",
        "version", "api-version",
    ]

    static func find(in url: String) -> [Secret] {
        url.split { "/?&=".contains($0) }.dropFirst(2).map(String.init)
            .filter { $0.utf8.count >= least && !common.contains($0) }.map { Secret($0) }
    }
}
