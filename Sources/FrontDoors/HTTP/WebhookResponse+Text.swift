// SPDX-License-Identifier: MIT

import Basics
import NIOHTTP1

extension WebhookResponse {
    /// What a client waits for that has announced its body with `Expect`.
    static let continueText = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The response as HTTP/1.1, the last one on its connection unless this is kept. RFC 9110 6.6.1: a server with a clock
    /// must send the date.
    func httpText(isHead: Bool, keepAlive: Bool = false, date: Moment) -> [UInt8] {
        let connection = keepAlive ? [] : [("Connection", "close")]
        return text(startingWith: "HTTP/1.1", isHead: isHead, headers + [("Date", date.httpDate)] + connection)
    }

    /// The response as a CGI/1.1 document (RFC 3875 6.2.1). The server adds the date.
    func cgiText(isHead: Bool) -> [UInt8] {
        text(startingWith: "Status:", isHead: isHead, headers)
    }

    private func text(
        startingWith start: String, isHead: Bool, _ headers: [(name: String, value: String)]
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(256 + body.count)
        for part in [start, " ", String(status), " ", HTTPResponseStatus(statusCode: status).reasonPhrase] {
            text += part.utf8
        }
        for (name, value) in headers + [("Content-Length", String(body.count))] {
            for part in ["\r\n", name, ": ", value] { text += part.utf8 }
        }
        text += "\r\n\r\n".utf8
        if !isHead { text += body }
        return text
    }
}
