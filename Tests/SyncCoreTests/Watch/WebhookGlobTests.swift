// SPDX-License-Identifier: MIT

import TestSupport
import Testing
@testable import SyncCore

@Suite struct WebhookGlobTests {
    /// What picomatch says without strict slashes.
    @Test(arguments: [
        ("/", "/", true), ("/", "/a", false), ("/*", "/", false), ("/*", "/a", true), ("/*", "/a/b", false),
        ("/**", "/", true), ("/**", "/a/b", true), ("**", "/", true), ("**", "/a/b", true), ("*", "/a", false),
        ("/a/**", "/a", true), ("/a/**", "/a/b/c", true), ("/a/**", "/b", false), ("/a/", "/a", true),
        ("a", "/a", false), ("/A", "/a", false), ("/{a,b}", "/b", true), ("/{a,b}/c", "/a/c", true),
        ("/{a,b}", "/c", false), ("/{a,{b,c}}", "/c", true), ("/[ab]x", "/bx", true), ("/[a-c]", "/d", false),
        ("/[^a]", "/a", false), ("/a?c", "/abc", true), ("/a*c", "/abbc", true), ("/**/z", "/x/y/z", true),
        ("/**/z", "/z", true), ("", "/", false),
    ])
    func aPathIsCoveredAsTheServerHasIt(glob: String, path: String, isCovered: Bool) {
        #expect(WebhookGlob(glob).covers(SecretPath(path)) == (isCovered ? .yes : .no))
    }

    @Test(arguments: ["/!(a)", "/@(a|b)", "/{a", "/{a}", "/[a", #"/\*"#])
    func whatIsNotUnderstoodIsNotGuessed(glob: String) {
        #expect(WebhookGlob(glob).covers(SecretPath("/a")) == .unknown)
    }

    @Test func bracesThatStandForTooMuchAreNotWrittenOut() {
        let glob = String(repeating: "{a,b}", count: 40)
        #expect(WebhookGlob("/" + glob).covers(SecretPath("/a")) == .unknown)
    }

    @Test(arguments: [("/a", false), ("/a/*", false), ("/a/**", true), ("/**", true)])
    func aRecursiveSourceIsCoveredWithAllBelowIt(glob: String, isCovered: Bool) {
        let source = SyncSource(projectID: "p", environment: "prod", path: SecretPath("/a"), isRecursive: true)
        #expect(WebhookGlob(glob).covers(source) == (isCovered ? .yes : .no))
    }
}
