// SPDX-License-Identifier: MIT

import SyncCore
import Testing
import TestSupport
@testable import FrontDoors

@Suite struct RawRequestTests {
    /// Feeds bytes in pieces and stops at what the standard input door stops at.
    private static func read(_ bytes: [UInt8], by size: Int) throws -> [RequestEvent] {
        let parser = try RequestParser()
        var incoming: [RequestEvent] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            incoming += parser.feed(Array(rest.prefix(size)))
            if let last = incoming.last, last != .wantsContinue { break }
            rest = rest.dropFirst(size)
        }
        return incoming
    }

    private static func read(_ text: String, by size: Int = .max) throws -> [RequestEvent] {
        try read(Array(text.utf8), by: size)
    }

    @Test(arguments: HostileRequest.all) func aHostileRequestIsRefused(request: HostileRequest) throws {
        #expect(try Self.read(request.bytes, by: .max).first == .refused(request.verdict))
    }

    /// Large ones in larger pieces: a byte at a time takes a debug build too long.
    @Test(arguments: HostileRequest.all) func aHostileRequestInPiecesIsRefused(request: HostileRequest) throws {
        let size = request.bytes.count > 100_000 ? 1000 : 1
        #expect(try Self.read(request.bytes, by: size).first == .refused(request.verdict))
    }

    private static let plain = "POST /webhook HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"

    @Test(arguments: [1, 2, 7, .max]) func aRequestIsReadWhateverItsPieces(size: Int) throws {
        let expected = WebhookRequest(method: "POST", target: "/webhook", body: Array("{}".utf8))
        #expect(try Self.read(Self.plain, by: size) == [.request(expected, keepAlive: true)])
    }

    @Test(arguments: [1, .max]) func chunksAreJoined(size: Int) throws {
        let text =
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n1;name=\"v\"\r\n{\r\n001\r\n}\r\n0\r\nX: y\r\n\r\n"
        let expected = WebhookRequest(method: "POST", target: "/", body: Array("{}".utf8))
        #expect(try Self.read(text, by: size) == [.request(expected, keepAlive: true)])
    }

    @Test(arguments: ["x-infisical-signature", "X-Infisical-Signature", "X-INFISICAL-SIGNATURE"])
    func theSignatureIsFoundInAnyCase(name: String) throws {
        let text = "POST / HTTP/1.1\r\nHost: h\r\n\(name):  t=1;ab \t\r\n\r\n"
        let expected = WebhookRequest(method: "POST", target: "/", signatures: ["t=1;ab"])
        #expect(try Self.read(text) == [.request(expected, keepAlive: true)])
    }

    /// The verifier refuses two; a reader that kept the last would let an attacker choose.
    @Test func everySignatureIsKept() throws {
        let line = "x-infisical-signature: t=1;ab\r\n"
        let text = "POST / HTTP/1.1\r\nHost: h\r\n\(line)\(line.uppercased())\r\n"
        guard case .request(let request, _)? = try Self.read(text).first else {
            Issue.record("no request")
            return
        }
        #expect(request.signatures == ["t=1;ab", "T=1;AB"])
    }

    @Test func aSignatureInATrailerDoesNotCount() throws {
        let text =
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx-infisical-signature: t=1;ab\r\n\r\n"
        #expect(try Self.read(text) == [.request(WebhookRequest(method: "POST", target: "/"), keepAlive: true)])
    }

    @Test func aBodyOfExactlyTheBoundIsTaken() throws {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(Delivery.bodyBound)\r\n\r\n"
        let body = [UInt8](repeating: 0x20, count: Delivery.bodyBound)
        let incoming = try Self.read(Array(head.utf8) + body, by: 1 << 16)
        #expect(incoming == [.request(WebhookRequest(method: "POST", target: "/", body: body), keepAlive: true)])
    }

    @Test func theClientIsToldToContinueBeforeItsBodyIsThere() throws {
        let text = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
        #expect(try Self.read(text) == [.wantsContinue])
    }

    @Test func aBodyThatWillBeTooLargeIsNotAskedFor() throws {
        let text = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n"
        #expect(try Self.read(text) == [.refused(.tooLarge)])
    }

    /// RFC 9110 10.1.1: an HTTP/1.0 client does not know 100.
    @Test func anHTTP10ClientIsNotToldToContinue() throws {
        let text = "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        #expect(try Self.read(text).isEmpty)
    }

    /// After these the parser reads nothing more: the connection can carry no other request.
    @Test(arguments: [
        "POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
        "CONNECT example.com:443 HTTP/1.1\r\nHost: h\r\n\r\n",
    ]) func theConnectionEndsWithTheRequest(text: String) throws {
        guard case .request(_, let keepAlive)? = try Self.read(text + "junk after it").first else {
            Issue.record("no request")
            return
        }
        #expect(!keepAlive)
    }

    /// What comes after the declared body is another request, never part of this one.
    @Test func aBodyLongerThanDeclaredIsCut() throws {
        let parser = try RequestParser()
        let incoming = parser.feed(Array((Self.plain + "GARBAGE\r\n\r\n").utf8))
        let expected = WebhookRequest(method: "POST", target: "/webhook", body: Array("{}".utf8))
        #expect(incoming == [.request(expected, keepAlive: true), .refused(.malformed)])
    }

    /// A parser that traps takes the server down with it. The seeds are fixed: a failure can be had again.
    @Test(arguments: 0..<40) func damagedRequestsAreReadOrRefusedAndNeverTrap(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for request in HostileRequest.smuggling + HostileRequest.chunks {
            var bytes = request.bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 3))
                default: bytes.insert(contentsOf: Array("\r\n".utf8), at: place)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            let whole = try Self.read(bytes, by: .max).first { $0 != .wantsContinue }
            let pieces = try Self.read(bytes, by: 1).first { $0 != .wantsContinue }
            #expect(whole == pieces)
        }
    }
}
