// SPDX-License-Identifier: MIT

import JSON

/// https://api.slack.com/messaging/webhooks
enum SlackMessage {
    /// Slack's advice for a text; it cuts a far longer one itself.
    private static let bound = 4000

    static func body(_ notification: Notification) -> [UInt8] {
        JSONValue.object(["text": .string(notification.text(bound: bound, writing: escaped))]).encoded
    }

    /// Without these three there is neither a link nor a mention.
    private static func escaped(_ line: String) -> String {
        line.rewritten { byte in
            switch byte {
            case UInt8(ascii: "&"): "&amp;"
            case UInt8(ascii: "<"): "&lt;"
            case UInt8(ascii: ">"): "&gt;"
            default: nil
            }
        }
    }
}
