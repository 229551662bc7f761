// SPDX-License-Identifier: MIT

import NIOHTTP1
import SyncCore

/// An answer as text.
enum AnswerText {
    /// What a client waits for that has announced its body with `Expect`.
    static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// An HTTP/1.1 response, the last one on its connection unless this is kept.
    static func http(_ answer: DoorAnswer, isHead: Bool, keepAlive: Bool = false) -> [UInt8] {
        if keepAlive, !isHead, answer == unauthorized.answer { return unauthorized.text }
        return httpText(answer, isHead: isHead, keepAlive: keepAlive)
    }

    /// What is sent most, to whoever tries.
    private static let unauthorized = {
        let answer = DoorAnswer(.unauthorized)
        return (answer: answer, text: httpText(answer, isHead: false, keepAlive: true))
    }()

    private static func httpText(_ answer: DoorAnswer, isHead: Bool, keepAlive: Bool) -> [UInt8] {
        text(
            answer, firstLine: "HTTP/1.1 \(status(answer))", further: keepAlive ? "" : "Connection: close\r\n",
            isHead: isHead)
    }

    /// A CGI/1.1 document response (RFC 3875 6.2.1).
    static func cgi(_ answer: DoorAnswer, isHead: Bool) -> [UInt8] {
        text(answer, firstLine: "Status: \(status(answer))", further: "", isHead: isHead)
    }

    private static func status(_ answer: DoorAnswer) -> String {
        "\(answer.status) \(HTTPResponseStatus(statusCode: answer.status).reasonPhrase)"
    }

    private static func text(_ answer: DoorAnswer, firstLine: String, further: String, isHead: Bool) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(256 + answer.body.count)
        text += firstLine.utf8
        text += "\r\n".utf8
        for (name, value) in answer.headers {
            text += name.utf8
            text += ": ".utf8
            text += value.utf8
            text += "\r\n".utf8
        }
        text += "Content-Length: \(answer.body.count)\r\n\(further)\r\n".utf8
        if !isHead { text += answer.body }
        return text
    }
}
