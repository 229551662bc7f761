// SPDX-License-Identifier: MIT

import Basics

/// What may be a key in an address.
enum AddressSecrets {
    /// Shorter ones are found in innocent text too.
    private static let least = 6

    /// What the addresses of the known receivers have in common. Slack's own error is `no_service`.
    private static let common: Set<String> = [
        "services", "webhook", "webhooks", "workflows", "triggers", "manual", "invoke", "automations", "powerautomate",
        "version", "api-version",
    ]

    /// The parts of a webhook's address that may be its key.
    static func find(in url: String) -> [Secret] {
        url.split { "/?&=".contains($0) }.dropFirst(2).map(String.init)
            .filter { $0.utf8.count >= least && !common.contains($0) }.map { Secret($0) }
    }

    /// The text without the user and password of any address: an error may quote the way to a database.
    static func hidden(in text: String) -> String {
        let bytes = Array(text.utf8)
        var (result, index): ([UInt8], Int) = ([], 0)
        while index < bytes.count {
            result.append(bytes[index])
            index += 1
            guard result.suffix(3).elementsEqual("://".utf8) else { continue }
            let word = bytes[index...].prefix { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
            guard let end = word.lastIndex(of: UInt8(ascii: "@")) else { continue }
            result += Secret.placeholder.utf8
            index = end
        }
        return String(decoding: result, as: UTF8.self)
    }
}
