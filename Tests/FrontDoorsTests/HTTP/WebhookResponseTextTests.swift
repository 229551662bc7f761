// SPDX-License-Identifier: MIT

import Basics
import SyncCore
import Testing
@testable import FrontDoors

@Suite struct WebhookResponseTextTests {
    private static let date = Moment(milliseconds: 784_111_777_000)

    private static func http(_ response: WebhookResponse, isHead: Bool = false, keepAlive: Bool = false) -> String {
        String(decoding: response.httpText(isHead: isHead, keepAlive: keepAlive, date: date), as: UTF8.self)
    }

    @Test func aResponseOverHTTPEndsTheConnection() {
        let body = #"{"message":"the signature is not valid","status":"refused"}"#
        #expect(
            Self.http(WebhookResponse(.unauthorized)) == """
                HTTP/1.1 401 Unauthorized\r
                Content-Type: application/json\r
                Cache-Control: no-store\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                Connection: close\r
                Content-Length: \(body.utf8.count)\r
                \r
                \(body)
                """)
    }

    @Test func aResponseOnAKeptConnectionDoesNotEndIt() {
        #expect(!Self.http(.healthy, keepAlive: true).contains("Connection:"))
    }

    @Test func aCGIResponseBeginsWithItsStatus() {
        let text = String(decoding: WebhookResponse.refusal(.tooLarge).cgiText(isHead: false), as: UTF8.self)
        #expect(text.hasPrefix("Status: 413 "))
        #expect(!text.contains("HTTP/1.1") && !text.contains("Connection:") && !text.contains("Date:"))
    }

    @Test func aResponseToHEADHasTheLengthAndNoBody() {
        let text = Self.http(.healthy, isHead: true)
        #expect(text.contains("Content-Length: 15\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func aRefusedMethodNamesTheAllowedOnes() {
        #expect(Self.http(.refusal(.methodNotAllowed, allow: "POST")).contains("\r\nAllow: POST\r\n"))
    }

    /// Key names and messages come from outside: they must not end a header or begin a response.
    @Test func aMessageWithLineEndsStaysInTheBody() {
        let text = Self.http(WebhookResponse(DeliveryReport(.failed, "a\r\n\r\nHTTP/1.1 200 OK")))
        #expect(text.split(separator: "\r\n\r\n", omittingEmptySubsequences: false).count == 2)
    }
}
