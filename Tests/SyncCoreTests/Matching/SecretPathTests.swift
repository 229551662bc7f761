// SPDX-License-Identifier: MIT

import SyncCore
import Testing

@Suite struct SecretPathTests {
    @Test(arguments: [
        ("", "/"), ("/", "/"), ("//", "/"), ("a", "/a"), ("/a/", "/a"), ("a//b", "/a/b"), ("///a/b///", "/a/b"),
        ("/A/ b", "/A/ b"), ("/.", "/."), ("/a/../b", "/a/../b"),
    ])
    func aPathIsNormalised(text: String, normal: String) {
        #expect(SecretPath(text).description == normal)
        #expect(SecretPath(text) == SecretPath(normal))
    }

    @Test(arguments: [("/a", "/A"), ("/a", "/a/b"), ("/caf\u{E9}", "/cafe\u{301}"), ("/a", "/")])
    func pathsAreComparedByteForByte(left: String, right: String) {
        #expect(SecretPath(left) != SecretPath(right))
    }

    @Test(arguments: [
        ("/a/b", "/a", true), ("/a", "/a", true), ("/a", "/", true), ("/", "/", true), ("/ab", "/a", false),
        ("/", "/a", false), ("/A/b", "/a", false),
    ])
    func aPathLiesWithinItselfAndThoseAbove(path: String, other: String, isWithin: Bool) {
        #expect(SecretPath(path).isWithin(SecretPath(other)) == isWithin)
    }
}
