// SPDX-License-Identifier: MIT

import Basics
import NIOHTTP1

extension WebhookResponse {
    /// What a client waits for that has announced its body with `Expect`.
    static let continueText = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The response as HTTP/1.1, the last one on its connection unless this is kept. RFC 9110 6.6.1: a server with a clock
    /// must send the date.
    func httpText(isHead: Bool, keepAlive: Bool = false, date: Moment) -> [UInt8] {
        var text = text(startingWith: "HTTP/1.1 ")
        Self.append("Date", date.httpDate, to: &text)
        if !keepAlive { Self.append("Connection", "close", to: &text) }
        appendBody(isHead: isHead, to: &text)
        return text
    }

    /// The response as a CGI/1.1 document (RFC 3875 6.2.1). The server adds the date.
    func cgiText(isHead: Bool) -> [UInt8] {
        var text = text(startingWith: "Status: ")
        appendBody(isHead: isHead, to: &text)
        return text
    }

    /// The status and the response's own headers.
    private func text(startingWith start: String) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(256 + body.count)
        text += start.utf8
        text += String(status).utf8
        text += " ".utf8
        text += HTTPResponseStatus(statusCode: status).reasonPhrase.utf8
        text += "\r\n".utf8
        for (name, value) in headers { Self.append(name, value, to: &text) }
        return text
    }

    private func appendBody(isHead: Bool, to text: inout [UInt8]) {
        Self.append("Content-Length", String(body.count), to: &text)
        text += "\r\n".utf8
        if !isHead { text += body }
    }

    private static func append(_ name: String, _ value: String, to text: inout [UInt8]) {
        text += name.utf8
        text += ": ".utf8
        text += value.utf8
        text += "\r\n".utf8
    }
}
