// SPDX-License-Identifier: MIT

import NIOHTTP1

/// An answer as text, for doors that write it themselves.
enum AnswerText {
    /// An HTTP/1.1 response on a connection that ends with it.
    static func http(_ answer: DoorAnswer, isHead: Bool) -> [UInt8] {
        text(answer, firstLine: "HTTP/1.1 \(status(answer))", further: ["Connection: close"], isHead: isHead)
    }

    /// A CGI/1.1 document response (RFC 3875 6.2.1).
    static func cgi(_ answer: DoorAnswer, isHead: Bool) -> [UInt8] {
        text(answer, firstLine: "Status: \(status(answer))", further: [], isHead: isHead)
    }

    private static func status(_ answer: DoorAnswer) -> String {
        "\(answer.status) \(HTTPResponseStatus(statusCode: answer.status).reasonPhrase)"
    }

    private static func text(_ answer: DoorAnswer, firstLine: String, further: [String], isHead: Bool) -> [UInt8] {
        var lines = [firstLine] + answer.headers.map { "\($0.name): \($0.value)" }
        lines += ["Content-Length: \(answer.body.count)"] + further
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (isHead ? [] : answer.body)
    }
}
