// SPDX-License-Identifier: MIT

import Basics
import Testing

@Suite struct ShellTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("APP_{{secretKey}}", "APP_{{secretKey}}"), ("/a,b:c", "/a,b:c"), ("", "''"),
        ("two words", "'two words'"), ("it's", #"'it'\''s'"#), ("$HOME", "'$HOME'"), ("`ls`", "'`ls`'"),
        ("a;b", "'a;b'"),
        ("é", "'é'"), ("~", "'~'"), ("*", "'*'"),
    ])
    func aWordIsQuotedOnlyWhereItMustBe(text: String, word: String) {
        #expect(ShellText.word(text) == word)
    }

    @Test func quotesAreAlwaysThereOnDemand() {
        #expect(ShellText.quoted("plain") == "'plain'")
    }
}
