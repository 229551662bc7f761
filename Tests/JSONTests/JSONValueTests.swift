// SPDX-License-Identifier: MIT

import Testing
@testable import JSON

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

    // MARK: Encoding

    @Test(arguments: [
        (JSONValue.null, "null"), (.boolean(true), "true"), (.boolean(false), "false"), (.whole(-42), "-42"),
        (.whole(.max), "9223372036854775807"), (.number(0.5), "0.5"), (.array([]), "[]"), (.object([:]), "{}"),
        (.array([.whole(1), .null, .array([.string("a")])]), #"[1,null,["a"]]"#),
        (.object(["b": .whole(2), "a": .object(["c": .string("d")])]), #"{"a":{"c":"d"},"b":2}"#),
        (.object(["\"": .null]), #"{"\"":null}"#),
    ])
    func aValueIsWrittenWithoutSpacesItsMembersByName(value: JSONValue, document: String) {
        #expect(String(decoding: value.encoded, as: UTF8.self) == document)
    }

    @Test(arguments: [
        (#"a"b\c/d"#, #""a\"b\\c/d""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{8}\u{C}\u{F}", #""\u0000\u0008\u000c\u000f""#),
        ("\u{10}\u{1B}\u{1F}", #""\u0010\u001b\u001f""#), ("\u{7F}é世😀\u{2028}", "\"\u{7F}é世😀\u{2028}\""), ("", #""""#),
    ])
    func onlyWhatMustBeEscapedIs(text: String, document: String) {
        #expect(String(decoding: JSONValue.string(text).encoded, as: UTF8.self) == document)
    }
}
