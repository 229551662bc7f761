// SPDX-License-Identifier: MIT

import HTTPClient
import Testing

@Suite struct DecodedAnswersTests {
    private static func answer(_ text: String) -> HTTPResponse {
        var response = HTTPResponse(status: 200)
        response.body = Array(text.utf8)
        return response
    }

    /// What each answer gives, and how many of them were decoded.
    private static func values(_ answers: [(address: String, text: String)]) -> (values: [String], decoded: Int) {
        let known = DecodedAnswers<String>()
        var decoded = 0
        let values = answers.map { address, text in
            known.value(of: answer(text), at: address) { body in
                decoded += 1
                return String(decoding: body, as: UTF8.self)
            }
        }
        return (values, decoded)
    }

    @Test func theSameBytesAreDecodedOnce() {
        let (values, decoded) = Self.values([("a", "1"), ("a", "1"), ("a", "1")])
        #expect(values == ["1", "1", "1"] && decoded == 1)
    }

    @Test func otherBytesAreDecodedAnew() {
        let (values, decoded) = Self.values([("a", "1"), ("a", "2"), ("a", "1")])
        #expect(values == ["1", "2", "1"] && decoded == 3)
    }

    @Test func anotherAddressIsAnotherAnswer() {
        let (values, decoded) = Self.values([("a", "1"), ("b", "2"), ("a", "1"), ("b", "2")])
        #expect(values == ["1", "2", "1", "2"] && decoded == 2)
    }

    /// An answer that could not be read is not remembered as one that could.
    @Test func aFailureIsNotKept() {
        struct Broken: Error {}
        let known = DecodedAnswers<String>()
        for _ in 1...2 {
            #expect(throws: Broken.self) { try known.value(of: Self.answer("1"), at: "a") { _ in throw Broken() } }
        }
        #expect(known.value(of: Self.answer("1"), at: "a") { _ in "one" } == "one")
    }
}
