// SPDX-License-Identifier: MIT

import Testing
import TestSupport
@testable import Basics

@Suite struct SafeTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("  two\nlines\t", "two lines"), ("a\u{1B}[31mb", "a [31mb"), ("a\u{0}b", "a b"),
        // Direction marks turn a line round, line separators break it.
        ("a\u{202E}b", "a b"), ("a\u{2028}b\u{2029}c", "a b c"), ("caf\u{E9} \u{1F600}", "caf\u{E9} \u{1F600}"),
    ])
    func aTextBecomesOnePlainLine(text: String, line: String) {
        #expect(SafeText.clean(text) == line)
    }

    @Test func aTextIsBounded() {
        #expect(SafeText.clean(String(repeating: "x", count: 10_000)).count == SafeText.bound)
    }

    /// Whatever is shown was searched for secrets, however many bytes a character has.
    @Test func noSecretHidesBehindLongCharacters() {
        let padding = String(repeating: "e" + String(repeating: "\u{301}", count: 20), count: 100)
        #expect(!SafeText.clean(padding + "canary-7f3a9c", hiding: [Secret("canary-7f3a9c")]).contains("canary"))
    }

    @Test(arguments: ["x", "pw", "12345"])
    func aShortSecretIsFoundWhole(secret: String) {
        #expect(SafeText.clean("bad value <\(secret)>", hiding: [Secret(secret)]) == SafeText.withheld)
        #expect(SafeText.clean("bad -", hiding: [Secret(secret)]) == "bad -")
    }

    @Test func anEmptySecretHidesNothing() {
        #expect(SafeText.clean("text", hiding: [Secret("")]) == "text")
    }

    /// Any six bytes of a secret, anywhere in the text, withhold it.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func everyPartOfASecretWithholdsTheText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let secret = Array("0123456789ABCDEFGHIJ")
        let start = Int.random(in: 0...secret.count - 6, using: &random)
        let end = Int.random(in: start + 6...secret.count, using: &random)
        let padding = String(repeating: "-", count: Int.random(in: 0...200, using: &random))
        let text = padding + String(secret[start..<end]) + padding
        #expect(SafeText.clean(text, hiding: [Secret("no"), Secret(String(secret))]) == SafeText.withheld)
    }

    /// Among all values of a push there are words such as `true`, which every other text holds somewhere.
    @Test(arguments: [
        ("4711", "pin 4711.", true), ("4711", "pin 47112", false), ("4711", "4711", true), ("on", "not on", false),
        ("longer-value", "a longer-value!", true), ("longer-value", "prolonger-va", true), ("", "text", false),
    ])
    func aShortKnownValueCountsWhereItStandsAlone(value: String, text: String, isWithheld: Bool) {
        #expect((SafeText.clean(text, orAnyOf: [Secret(value)]) == SafeText.withheld) == isWithheld)
    }

    /// One pass over each value: 20,000 of them against a text are no more than their bytes.
    @Test(.timeLimit(.minutes(1))) func manyKnownValuesAreSearchedInLinearTime() {
        let known = KnownSecrets()
        known.insert((0..<20_000).map { Secret("value-\($0)-" + String(repeating: "x", count: 100)) })
        #expect(known.clean(String(repeating: "0123456789", count: 30)).hasPrefix("0123"))
        #expect(known.clean("this repeats value-19999-x") == SafeText.withheld)
    }

    @Test func spacesAtTheEndsGo() {
        #expect(" \t\r\n a b \n".trimmingSpaces() == "a b")
        #expect(" \n ".trimmingSpaces() == "")
    }
}
