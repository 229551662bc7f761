// SPDX-License-Identifier: MIT

import SyncCore
import Testing

@Suite struct JSONValueTests {
    private static let value = try? JSONValue(
        json: Array(#"{"n":null,"t":true,"i":1,"d":1.5,"s":"1","a":[0],"o":{"p":"q"}}"#.utf8))

    @Test func everyKindOfValueIsToldApart() throws {
        let members = try #require(Self.value?.object)
        #expect(members.count == 7)
        if case .null? = members["n"] {} else { Issue.record("null") }
        if case .boolean(true)? = members["t"] {} else { Issue.record("boolean") }
        if case .number(1.5)? = members["d"] {} else { Issue.record("number") }
        #expect(members["i"]?.whole == 1)
        #expect(members["s"]?.string == "1")
        #expect(members["a"]?.array?.count == 1)
        #expect(members["i"]?.string == nil)
        #expect(members["s"]?.whole == nil)
        #expect(members["s"]?.array == nil)
        #expect(members["a"]?.object == nil)
    }

    @Test func aMemberIsFoundByItsName() {
        #expect(Self.value?["o"]?["p"]?.string == "q")
        #expect(Self.value?["x"] == nil)
        #expect(Self.value?["s"]?["p"] == nil)
    }

    @Test func aMemberThatIsNullCountsAsAbsent() {
        #expect(Self.value?["n"] == nil)
    }

    /// As JavaScript has it, which wrote the document.
    @Test func theLastOfTwoMembersOfOneNameCounts() throws {
        #expect(try JSONValue(json: Array(#"{"a":1,"a":2}"#.utf8))["a"]?.whole == 2)
    }

    @Test(arguments: [0, -1, Int64.max, Int64.min])
    func aWholeNumberIsReadToTheLastDigit(number: Int64) throws {
        #expect(try JSONValue(json: Array("\(number)".utf8)).whole == number)
    }

    @Test func aNumberThatNothingHoldsIsRefused() {
        #expect(throws: JSONReader.Malformed.self) { try JSONValue(json: Array("1e999".utf8)) }
    }
}
