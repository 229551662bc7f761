// SPDX-License-Identifier: MIT

import Testing
import TestSupport
@testable import SyncCore

@Suite struct PathGlobTests {
    @Test(arguments: [
        ("/a", "/a", true), ("a/", "/a", true), ("/a", "/A", false), ("/a", "/a/b", false),
        // `*` within a level.
        ("/*", "/a", true), ("/*", "/a/b", false), ("/*", "/", false), ("/a*c", "/abbc", true),
        ("/a*c", "/ab/c", false),
        // `**` any depth, none too.
        ("/**", "/", true), ("/**", "/a/b", true), ("/a/**", "/a", true), ("/a/**", "/ab", false),
        ("/a/**/z", "/a/z", true), ("/a/**/z", "/a/b/c/z", true), ("/a/**/z", "/a/b/zz", false),
        ("/**/x/**", "/a/x", true), ("/**/x/**", "/a/y", false),
        // `?` one character, whatever its bytes.
        ("/a?", "/ab", true), ("/a?", "/a", false), ("/a?", "/a\u{E9}", true), ("/a?c", "/a/c", false),
    ])
    func wildcardsStandForWhatTheContractSays(pattern: String, path: String, isMatch: Bool) {
        #expect(PathGlob(pattern).matches(SecretPath(path)) == isMatch)
    }

    /// The oracle tries every way to cut the path; it shares nothing with the glob.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func theGlobAgreesWithANaiveOne(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let pattern = Self.levels(["a", "b", "*", "?", "**", "a*", "*b", "?a*"], &random)
            let path = Self.levels(["a", "b", "ab", "ba", "aab"], &random)
            #expect(
                PathGlob(pattern.joined(separator: "/")).matches(SecretPath(path.joined(separator: "/")))
                    == Self.fits(pattern[...], path[...]), "\(pattern) \(path)")
        }
    }

    private static func levels(_ choices: [String], _ random: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in choices.randomElement(using: &random) ?? "" }
    }

    private static func fits(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "**" {
            return fits(pattern.dropFirst(), path) || (!path.isEmpty && fits(pattern, path.dropFirst()))
        }
        guard let level = path.first, fits(Substring(first), Substring(level)) else { return false }
        return fits(pattern.dropFirst(), path.dropFirst())
    }

    private static func fits(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return fits(pattern.dropFirst(), text) || (!text.isEmpty && fits(pattern, text.dropFirst()))
        }
        guard let character = text.first, first == "?" || first == character else { return false }
        return fits(pattern.dropFirst(), text.dropFirst())
    }
}
