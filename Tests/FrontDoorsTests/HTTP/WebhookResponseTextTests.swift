// SPDX-License-Identifier: MIT

import SyncCore
import Testing
@testable import FrontDoors

@Suite struct AnswerTextTests {
    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func anHTTPAnswerEndsTheConnection() {
        let answer = WebhookResponse(.unauthorized)
        let body = #"{"message":"the signature is not valid","status":"refused"}"#
        #expect(
            Self.text(WebhookResponseText.http(answer, isHead: false, date: 784_111_777_000)) == """
                HTTP/1.1 401 Unauthorized\r
                Content-Type: application/json\r
                Cache-Control: no-store\r
                Content-Length: \(body.utf8.count)\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                Connection: close\r
                \r
                \(body)
                """)
    }

    @Test func aCGIAnswerBeginsWithItsStatus() {
        let text = Self.text(WebhookResponseText.cgi(.refusal(.tooLarge), isHead: false))
        #expect(text.hasPrefix("Status: 413 "))
        #expect(!text.contains("HTTP/1.1") && !text.contains("Connection:"))
    }

    @Test func aHEADAnswerHasTheLengthAndNoBody() {
        let text = Self.text(WebhookResponseText.http(.healthy, isHead: true, date: 784_111_777_000))
        #expect(text.contains("Content-Length: 15\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func aRefusedMethodNamesTheAllowedOnes() {
        let text = Self.text(
            WebhookResponseText.http(.refusal(.methodNotAllowed, allow: "POST"), isHead: false, date: 784_111_777_000))
        #expect(text.contains("\r\nAllow: POST\r\n"))
    }

    /// Key names and messages come from outside: they must not end a header or begin a response.
    @Test func aMessageWithLineEndsStaysInTheBody() {
        let text = Self.text(
            WebhookResponseText.http(
                WebhookResponse(DeliveryReport(.failed, "a\r\n\r\nHTTP/1.1 200 OK")), isHead: false,
                date: 784_111_777_000))
        #expect(text.components(separatedBy: "\r\n\r\n").count == 2)
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
