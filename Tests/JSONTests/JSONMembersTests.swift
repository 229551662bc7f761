// SPDX-License-Identifier: MIT

import Testing
@testable import JSON

@Suite struct JSONMembersTests {
    @Test func namesAreToldApartByTheirBytes() throws {
        let value = try JSONValue(json: Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        #expect(value.object?.count == 2)
        #expect(value["\u{E9}"]?.whole == 1)
        #expect(value["e\u{301}"]?.whole == 2)
    }

    @Test func ofMembersWithTheSameNameTheLastCounts() throws {
        #expect(try JSONValue(json: Array(#"{"a":1,"a":2}"#.utf8))["a"]?.whole == 2)
    }

    @Test func membersAreWrittenInTheOrderOfTheirBytes() {
        let value = JSONValue.object(["b": .null, "a": .null, "\u{E9}": .null, "z": .null])
        #expect(String(decoding: value.encoded, as: UTF8.self) == "{\"a\":null,\"b\":null,\"z\":null,\"\u{E9}\":null}")
    }

    /// Normalised, a name of as many combining marks as a body may have takes minutes.
    @Test(.timeLimit(.minutes(1))) func aNameOfCombiningMarksIsReadInLinearTime() throws {
        let marks = String(repeating: "\u{301}\u{316}", count: 1 << 18)
        let value = try JSONValue(json: Array("{\"\(marks)\":1,\"\(marks)e\":2}".utf8))
        #expect(value.object?.count == 2)
        #expect(value.encoded.count > marks.utf8.count)
    }
}
