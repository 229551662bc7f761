// SPDX-License-Identifier: MIT

import JSON

/// https://discord.com/developers/docs/resources/webhook#execute-webhook
enum DiscordMessage {
    private static let bound = 2000
    /// In a block of code nothing is markup or a mention, and names stay as they are.
    private static let fence = "```"

    static func body(_ notification: Notification) -> [UInt8] {
        let text = notification.text(bound: bound - 2 * (fence.utf16.count + 1), writing: escaped)
        return JSONValue.object([
            "content": .string("\(fence)\n\(text)\n\(fence)"),
            "allowed_mentions": .object(["parse": .array([])]),
        ]).encoded
    }

    /// Nothing ends the block but its own end.
    private static func escaped(_ line: String) -> String { line.rewritten { $0 == UInt8(ascii: "`") ? "'" : nil } }
}
