// SPDX-License-Identifier: MIT

import Testing
@testable import JSON

@Suite struct JSONReaderTests {
    // MARK: Documents

    @Test(arguments: [
        "", " ", "{", "}", "[", "]", "{]", "[}", "[1,]", "[,1]", "[1 2]", "[1,,2]", #"{"a"}"#, #"{"a":}"#, "{a:1}",
        #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1 "b":2}"#, "{1:2}", "{} {}", "[] x", "[[]", "[[],", "tru", "truex", "nul",
        "nulls", "falsy", "TRUE", "01", "-", "-01", "+1", ".5", "1.", "1e", "1e+", "1.e1", "0x1", "NaN", "-Infinity",
        "1_0", "\"", "\"a", "'a'", #""\""#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\u+123""#, "\"\\u\u{664}123\"",
        "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", #""\u12G4""#, #""\u12/4""#, #""\u12:4""#, #""\u12@4""#,
        #""\u12`4""#, "\u{FEFF}{}", "// 1", "[1] // x",
    ])
    func whatIsNoJSONIsRefusedReadOrPassedOver(document: String) {
        #expect(throws: JSONReader.Malformed.self) { try JSONValue(json: Array(document.utf8)) }
        #expect(throws: JSONReader.Malformed.self) { try Self.skip(document) }
    }

    @Test(arguments: [
        "{}", "[]", " [ ] ", #"{"a":{"b":[1,-0,0.5,-1.5e+10,2E-3,"",null,true,false]},"c":[{},[]]}"#,
        #""\"\\\/\b\f\n\r\t""#, #""\u00e9\uD83D\ude00""#, "\"\u{7F}\u{FFFF}\"", "[\r\n\t 1 ,\n2]",
        "12345678901234567890", #""\ud800""#,
    ])
    func whatIsJSONIsReadAndPassedOver(document: String) throws {
        _ = try JSONValue(json: Array(document.utf8))
        try Self.skip(document)
    }

    @Test func aDocumentNestedDeeperThanTheStackIsToCarryIsRefused() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        try Self.skip(nested(128))
        #expect(throws: JSONReader.Malformed.self) { try Self.skip(nested(129)) }
        #expect(throws: JSONReader.Malformed.self) { try Self.skip(nested(1_000_000)) }
    }

    @Test func manyContainersSideBySideAreNotDeep() throws {
        let document = "[" + Array(repeating: "[{}]", count: 1000).joined(separator: ",") + "]"
        #expect(try JSONValue(json: Array(document.utf8)).array?.count == 1000)
    }

    // MARK: Members

    @Test func whatNobodyAsksForIsPassedOver() throws {
        let document = #"{"x":[{"wanted":"no"}],"y":"\"","wanted":"yes","z":{"wanted":"no"}}"#
        #expect(try Self.member(of: document) == "yes")
    }

    /// A name may be written with escapes too.
    @Test func aNameIsComparedAsTheTextThatItIs() throws {
        #expect(try Self.member(of: #"{"w\u0061nted":"yes","wante":"no","wantedd":"no"}"#) == "yes")
    }

    @Test(arguments: [#"{"wanted":1}"#, #"{"wanted":null}"#, #"{"wanted":["yes"]}"#, #"["wanted"]"#, #""wanted""#])
    func whatIsNotOfTheKindThatIsAskedForIsRefused(document: String) {
        #expect(throws: JSONReader.Malformed.self) { try Self.member(of: document) }
    }

    @Test(arguments: [("null", nil), (#""a""#, "a"), (#""null""#, "null")] as [(String, String?)])
    func aTextMayBeNullWhereThatIsAskedFor(document: String, text: String?) throws {
        let read = try JSONReader.read(Array(document.utf8)) { (reader) throws(JSONReader.Malformed) in
            try reader.optionalString()
        }
        #expect(read == text)
    }

    @Test(arguments: [("null", nil), ("true", true), ("false", false)] as [(String, Bool?)])
    func aFlagMayBeNullWhereThatIsAskedFor(document: String, flag: Bool?) throws {
        let read = try JSONReader.read(Array(document.utf8)) { (reader) throws(JSONReader.Malformed) in
            try reader.optionalBoolean()
        }
        #expect(read == flag)
    }

    @Test(arguments: ["1", #""true""#, "nul", "[]"])
    func whatIsNoFlagIsRefused(document: String) {
        #expect(throws: JSONReader.Malformed.self) {
            try JSONReader.read(Array(document.utf8)) { (reader) throws(JSONReader.Malformed) in
                _ = try reader.optionalBoolean()
            }
        }
    }

    // MARK: Texts

    @Test(arguments: [
        (#""plain""#, "plain"), (#""""#, ""), (#""a\"b\\c\/d""#, #"a"b\c/d"#),
        (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u4E16\u0000""#, "Aé世\u{0}"),
        (#""\uD83D\uDE00!""#, "😀!"), (#""\udbff\udfff""#, "\u{10FFFF}"), ("\"Grüße, 世界 😀\"", "Grüße, 世界 😀"),
        (#""e\u0301""#, "e\u{301}"), (#""é\n""#, "é\n"),
    ])
    func aTextIsReadToItsBytes(document: String, text: String) throws {
        #expect(try Array(Self.string(Array(document.utf8)).utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFF}"), (#""\uDE00""#, "\u{FFFF}"), (#""a\ud83dz""#, "a\u{FFFF}z"),
        // A whole pair stays, also behind a lone half.
        (#""\ud83d\ud83d\ude00""#, "\u{FFFF}😀"), (#""\ude00\ud83d""#, "\u{FFFF}\u{FFFF}"),
        (#""\ud83d\n""#, "\u{FFFF}\n"), (#""\ud83d\u0041""#, "\u{FFFF}A"),
        // An escaped backslash is no escape's beginning.
        (#""\\ud83d""#, #"\ud83d"#), (#""\\\ud83d""#, "\\\u{FFFF}"),
    ])
    func halfOfASurrogatePairIsReadAsTheMark(document: String, text: String) throws {
        #expect(try Self.string(Array(document.utf8)) == text)
    }

    @Test(
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
            [0xF0, 0x9F, 0x98, 0x41],
        ] as [[UInt8]])
    func aTextThatIsNoUTF8IsRefused(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        for document in [[quote] + bytes + [quote], [quote] + bytes + Array(#"\n""#.utf8)] {
            #expect(throws: JSONReader.Malformed.self) { try Self.string(document) }
        }
    }

    // MARK: Parts

    private static func skip(_ document: String) throws {
        try JSONReader.read(Array(document.utf8)) { (reader) throws(JSONReader.Malformed) in try reader.skip() }
    }

    private static func string(_ document: [UInt8]) throws -> String {
        try JSONReader.read(document) { (reader) throws(JSONReader.Malformed) in try reader.string() }
    }

    /// The member `wanted`, a text.
    private static func member(of document: String) throws -> String? {
        try JSONReader.read(Array(document.utf8)) { (reader) throws(JSONReader.Malformed) in
            var text: String?
            try reader.openObject()
            while let name = try reader.nextMember() {
                switch name {
                case "wanted": text = try reader.string()
                default: try reader.skip()
                }
            }
            return text
        }
    }
}
