// SPDX-License-Identifier: MIT

import Basics
import NIOHTTP1

/// A response as text.
enum WebhookResponseText {
    /// What a client waits for that has announced its body with `Expect`.
    static let `continue` = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// An HTTP/1.1 response, the last one on its connection unless this is kept. `date` is in milliseconds since 1970
    /// (RFC 9110 6.6.1: a server with a clock must send it).
    static func http(
        _ response: WebhookResponse, isHead: Bool, keepAlive: Bool = false, date: Int64
    ) -> [UInt8] {
        let date = "Date: \(Moment(milliseconds: date).httpDate)\r\n"
        return text(
            response, firstLine: "HTTP/1.1 \(status(response))",
            further: keepAlive ? date : "\(date)Connection: close\r\n", isHead: isHead)
    }

    /// A CGI/1.1 document response (RFC 3875 6.2.1). The server adds the date.
    static func cgi(_ response: WebhookResponse, isHead: Bool) -> [UInt8] {
        text(response, firstLine: "Status: \(status(response))", further: "", isHead: isHead)
    }

    private static func status(_ response: WebhookResponse) -> String {
        "\(response.status) \(HTTPResponseStatus(statusCode: response.status).reasonPhrase)"
    }

    private static func text(
        _ response: WebhookResponse, firstLine: String, further: String, isHead: Bool
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(256 + response.body.count)
        text += "\(firstLine)\r\n".utf8
        for (name, value) in response.headers { text += "\(name): \(value)\r\n".utf8 }
        text += "Content-Length: \(response.body.count)\r\n\(further)\r\n".utf8
        if !isHead { text += response.body }
        return text
    }
}
