// SPDX-License-Identifier: MIT

import Foundation
import SyncCore
import Testing

@Suite struct LoneSurrogatesTests {
    @Test(arguments: [
        (#""\ud83d""#, #""\uFFFF""#), (#""\uDE00""#, #""\uFFFF""#), (#""a\ud83dz""#, #""a\uFFFFz""#),
        // A whole pair stays, also after a lone half.
        (#""\ud83d\ude00""#, #""\ud83d\ude00""#), (#""\ud83d\ud83d\ude00""#, #""\uFFFF\ud83d\ude00""#),
        (#""\ude00\ud83d""#, #""\uFFFF\uFFFF""#),
        // An escaped backslash is no escape's beginning.
        (#""\\ud83d""#, #""\\ud83d""#), (#""\\\ud83d""#, #""\\\uFFFF""#),
        // Other escapes, and a document cut short.
        (#""\n\u00e9\"""#, #""\n\u00e9\"""#), (#""\ud8"#, #""\ud8"#), (#""\"#, #""\"#), ("", ""),
    ])
    func halvesOfPairsAreMarkedAndNothingElse(json: String, marked: String) {
        #expect(String(decoding: LoneSurrogates.marked(Array(json.utf8)), as: UTF8.self) == marked)
    }

    @Test func aMarkedDocumentCanBeDecoded() throws {
        let json = LoneSurrogates.marked(Array(#"["\ud83d!"]"#.utf8))
        #expect(try JSONDecoder().decode([String].self, from: Data(json)) == ["\u{FFFF}!"])
    }

    /// A combining accent behind the mark makes one character of the two.
    @Test(arguments: ["\u{FFFF}", "a\u{FFFF}b", "\u{FFFF}\u{301}"])
    func aValueWithAMarkIsNeverPushed(value: String) {
        #expect(throws: GuardRefusal.brokenText([Key("A")])) {
            try Planner(for: .sample()).plan(
                from: SourceSecrets(direct: [SourceSecret(key: Key("A"), value: Secret(value))]),
                to: DestinationState(entries: [:]))
        }
    }
}
