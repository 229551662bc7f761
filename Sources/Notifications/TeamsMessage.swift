// SPDX-License-Identifier: MIT

import Basics
import JSON

/// An adaptive card, as a workflow's webhook takes it.
/// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
enum TeamsMessage {
    /// Of the 28 KB that a message may have; the rest is the card around it.
    private static let bound = 24 << 10

    static func body(_ notification: Notification) -> [UInt8] {
        // A line break alone is none in Markdown.
        let text = notification.text(bound: bound, lineBreak: "\n\n", cost: encodedLength, writing: escaped)
        let card: JSONValue = .object([
            "type": .string("AdaptiveCard"), "version": .string("1.2"),
            "body": .array([
                .object(["type": .string("TextBlock"), "wrap": .boolean(true), "text": .string(text)])
            ]),
        ])
        let attachment: JSONValue = .object([
            "contentType": .string("application/vnd.microsoft.card.adaptive"), "contentUrl": .null, "content": card,
        ])
        return JSONValue.object(["type": .string("message"), "attachments": .array([attachment])]).encoded
    }

    private static func encodedLength(_ text: String) -> Int { JSONValue.string(text).encoded.count }

    /// Markdown's marks stand for themselves: a name must not become a link. An underscore within a word is none.
    private static func escaped(_ line: String) -> String {
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
}
