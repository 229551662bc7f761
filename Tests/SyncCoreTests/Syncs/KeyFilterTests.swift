// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing

@Suite struct KeyGlobTests {
    @Test(arguments: [
        ("PORT", "PORT", true), ("PORT", "port", false), ("PORT", "PORTS", false), ("*", "", true), ("*", "A", true),
        ("A*", "A", true), ("A*C", "ABBC", true), ("A*C", "ABBD", false), ("*_KEY", "API_KEY", true),
        ("*_*", "AB", false), ("?", "", false), ("?", "A", true), ("A?C", "ABC", true), ("A?C", "AC", false),
        ("**", "A", true), ("*A*A", "AA", true), ("*A*A", "A", false),
    ])
    func aStarIsAnyRunAndAQuestionMarkOneByte(pattern: String, name: String, fits: Bool) {
        #expect(KeyGlob(pattern).matches(Key(name)) == fits)
    }

    /// Swift's own `==` holds both spellings of é equal.
    @Test func namesAreComparedAsBytes() {
        #expect(!KeyGlob("caf\u{E9}").matches(Key("cafe\u{301}")))
    }

    @Test func onlyANameWithoutWildcardsIsPlain() {
        #expect(KeyGlob("PORT").plainName == Key("PORT"))
        #expect(KeyGlob("PORT*").plainName == nil)
        #expect(KeyGlob("POR?").plainName == nil)
    }
}

@Suite struct KeyFilterTests {
    private static func filter(_ included: [String]?, _ excluded: [String] = []) -> KeyFilter {
        KeyFilter(included: included?.map { KeyGlob($0) }, excluded: excluded.map { KeyGlob($0) })
    }

    @Test(
        arguments: [
            (nil, [], "PORT", true), (nil, ["PORT"], "PORT", false), (nil, ["PORT"], "PORTS", true),
            (["APP_*"], [], "APP_A", true), (["APP_*"], [], "B", false), (["A", "B"], [], "B", true),
            (["APP_*"], ["*_LOCAL"], "APP_LOCAL", false), ([], [], "A", false),
        ] as [([String]?, [String], String, Bool)])
    func theIncludedLessTheExcludedAreManaged(included: [String]?, excluded: [String], name: String, isManaged: Bool) {
        #expect(Self.filter(included, excluded).includes(Key(name)) == isManaged)
    }

    /// The filter sees the name at Infisical, the schema makes the one at Render.
    @Test func aDestinationKeyIsManagedByItsSourceName() throws {
        var options = SyncOptions()
        options.keySchema = try KeySchema("APP_{{secretKey}}", environment: "prod")
        options.keyFilter = Self.filter(["P*"])
        #expect(options.manages(Key("APP_PORT")))
        #expect(!options.manages(Key("PORT")))
        #expect(!options.manages(Key("APP_APP_PORT")))
        #expect(!options.managesEveryKey)
        #expect(SyncOptions().managesEveryKey)
    }
}
