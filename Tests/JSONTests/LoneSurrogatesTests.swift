// SPDX-License-Identifier: MIT

import TestSupport
import SyncCore
import Testing
@testable import Basics

@Suite struct LoneSurrogatesTests {
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
