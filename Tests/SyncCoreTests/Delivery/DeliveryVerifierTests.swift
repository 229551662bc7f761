// SPDX-License-Identifier: MIT

import SyncCore
import Testing
@testable import Basics

@Suite struct VerifierTests {
    private static let now: Int64 = 1_790_000_000_000
    private static let key = SigningKey(Secret("whsec"), scope: .everySync)

    private static func body(timestamp: Int64 = now, event: String = "secrets.modified") -> [UInt8] {
        let project = #"{"projectId":"p","environment":"prod","secretPath":"/a"}"#
        return Array(#"{"event":"\#(event)","project":\#(project),"timestamp":\#(timestamp)}"#.utf8)
    }

    private static func verify(
        _ body: [UInt8], t: Int64 = now, key: SigningKey = key, headers: [String]? = nil, keys: [SigningKey] = [key]
    ) throws(DeliveryRefusal) -> Event {
        let verifier = DeliveryVerifier(keys: keys, tolerance: .seconds(300))
        let delivery = Delivery(body: body, signatures: headers ?? ["t=\(t);\(key.sign(body))"])
        return try verifier.verify(delivery, now: now)
    }

    @Test func aSignedDeliveryBecomesAnEvent() throws {
        let event = try Self.verify(Self.body())
        #expect(event.name == "secrets.modified")
        #expect(event.signers == [.everySync])
    }

    @Test func thePreviousKeyIsTakenToo() throws {
        let previous = SigningKey(Secret("old"), scope: .everySync)
        #expect(throws: Never.self) { try Self.verify(Self.body(), key: previous, keys: [Self.key, previous]) }
    }

    @Test func anotherKeysSignatureIsRefused() {
        let other = SigningKey(Secret("other"), scope: .everySync)
        #expect(throws: DeliveryRefusal.wrongSignature) { try Self.verify(Self.body(), key: other) }
    }

    @Test func aBodyChangedByOneByteIsRefused() {
        var body = Self.body()
        let header = "t=\(Self.now);\(Self.key.sign(body))"
        body[20] ^= 1
        let changed = body
        #expect(throws: DeliveryRefusal.wrongSignature) { try Self.verify(changed, headers: [header]) }
    }

    @Test func aCapturedBodyUnderAFreshHeaderIsRefused() {
        let captured = Self.body(timestamp: Self.now - 3_600_000)
        #expect(throws: DeliveryRefusal.timestampMismatch) { try Self.verify(captured) }
    }

    /// Both edges of the tolerance, on both sides of now.
    @Test(arguments: [(-300_000, true), (-300_001, false), (300_000, true), (300_001, false)] as [(Int64, Bool)])
    func theToleranceHasTwoEdges(offset: Int64, isTaken: Bool) {
        let time = Self.now + offset
        let event = try? Self.verify(Self.body(timestamp: time), t: time)
        #expect((event != nil) == isTaken)
    }

    @Test func withoutAKeyEverythingIsRefused() {
        #expect(throws: DeliveryRefusal.noKeyConfigured) { try Self.verify(Self.body(), keys: []) }
    }

    @Test func twoSignatureHeadersAreRefused() {
        let header = "t=\(Self.now);\(Self.key.sign(Self.body()))"
        #expect(throws: DeliveryRefusal.signatureCount(2)) { try Self.verify(Self.body(), headers: [header, header]) }
    }

    @Test func signedBytesThatAreNoJSONAreMalformed() {
        #expect(throws: DeliveryRefusal.notJSON) { try Self.verify(Array("hello".utf8)) }
    }

    @Test func aSlackPayloadIsRecognised() {
        let body = Array(#"{"text":"x","attachments":[],"timestamp":\#(Self.now)}"#.utf8)
        #expect(throws: DeliveryRefusal.chatPayload("Slack")) { try Self.verify(body) }
    }

    @Test func aLoneSurrogateInTheBodyDoesNotMakeItMalformed() throws {
        let project = #"{"projectId":"p","environment":"prod","secretPath":"/","projectName":"\ud83d"}"#
        let body = Array(#"{"event":"secrets.modified","project":\#(project),"timestamp":\#(Self.now)}"#.utf8)
        #expect(try Self.verify(body).name == "secrets.modified")
    }

    @Test(arguments: ["", "t=1", "t=;ab", "t=1;", "t=x;", "t=1;zz", "1;ab", "t=1;ab "])
    func aMalformedHeaderIsNoSignature(header: String) {
        #expect(SignatureHeader(header) == nil)
    }
}
