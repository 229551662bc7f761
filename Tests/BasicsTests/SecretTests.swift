// SPDX-License-Identifier: MIT

import SyncCore
import Testing
@testable import Basics

@Suite struct SecretTests {
    private let canary = "canary-7f3a9c"

    @Test func aSecretPrintsAsRedactedHoweverItIsPrinted() {
        let secret = Secret(canary)
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains(canary))
            #expect(text.contains("<redacted>"))
        }
    }

    @Test func secretsAndKeysAreComparedByTheirBytes() {
        #expect(Secret("caf\u{E9}") != Secret("cafe\u{301}"))
        #expect(Key("caf\u{E9}") != Key("cafe\u{301}"))
        #expect(Set([Key("caf\u{E9}"), Key("cafe\u{301}")]).count == 2)
    }

    @Test(arguments: ["bad value canary-7f3a9c", "bad value nary-7f…", "\"canary-7f3\\n\""])
    func aTextThatRepeatsAPartOfASecretIsWithheld(text: String) {
        #expect(SafeText.clean(text, hiding: [Secret(canary)]) == SafeText.withheld)
    }

    @Test func aTextThatRepeatsNothingIsKeptOnOneLine() {
        #expect(SafeText.clean("not\nfound\u{1B}[0m", hiding: [Secret(canary)]) == "not found [0m")
    }
}
