// SPDX-License-Identifier: MIT

import Foundation
import SyncCore
import Testing
@testable import Basics

@Suite struct SignedBodyTests {
    private static func object(_ bytes: [UInt8]) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
    }

    @Test func theTimestampIsSetAndEverythingElseKept() throws {
        let input = #"{"b":[1,2.5,null,true,"é\u0000/"],"a":{"x":{}},"timestamp":1}"#
        let signed = try #require(SignedBody(Array(input.utf8), at: 1_790_000_000_000))
        #expect(signed.timestamp == 1_790_000_000_000)
        #expect(
            try Self.object(signed.bytes) == [
                "b": [1, 2.5, NSNull(), true, "é\u{0}/"] as NSArray, "a": ["x": [:] as NSDictionary] as NSDictionary,
                "timestamp": 1_790_000_000_000,
            ])
    }

    @Test func aTimestampThatIsKeptLeavesTheBytesAlone() throws {
        let input = Array(#"{ "timestamp" : 42, "a":1.0 }"#.utf8)
        let signed = try #require(SignedBody(input, at: nil))
        #expect(signed.timestamp == 42)
        #expect(signed.bytes == input)
    }

    @Test(arguments: ["{}", #"{"timestamp":"42"}"#, #"{"timestamp":1.5}"#])
    func aTimestampThatIsNotThereCannotBeKept(input: String) {
        #expect(SignedBody(Array(input.utf8), at: nil) == nil)
    }

    @Test(arguments: ["", "[]", "x", "{"])
    func whatIsNoJSONObjectIsNoBody(input: String) {
        #expect(SignedBody(Array(input.utf8), at: 1) == nil)
    }

    /// What `sign` makes, `handle` takes.
    @Test func aSignedBodyIsVerified() throws {
        let key = SigningKey(Secret("whsec"), scope: .everySync)
        let signed = try #require(SignedBody(Array(#"{"event":"test"}"#.utf8), at: 1_790_000_000_000))
        let verifier = DeliveryVerifier(keys: [key], tolerance: .zero)
        let delivery = Delivery(body: signed.bytes, signatures: ["t=\(signed.timestamp);\(key.sign(signed.bytes))"])
        #expect(try verifier.verify(delivery, now: 1_790_000_000_000).name == "test")
    }
}
