// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing
@testable import Configuration

@Suite struct KeyOverlapTests {
    private static func options(
        _ schema: String = "{{secretKey}}", include: [String]? = nil, exclude: [String] = []
    ) throws -> SyncOptions {
        var options = SyncOptions()
        options.keySchema = try KeySchema(schema, environment: "prod")
        options.keyFilter = KeyFilter(included: include?.map { KeyGlob($0) }, excluded: exclude.map { KeyGlob($0) })
        return options
    }

    @Test(
        arguments: [
            ("{{secretKey}}", "{{secretKey}}", "A"), ("A_{{secretKey}}", "{{secretKey}}", "A_B"),
            ("APP_{{secretKey}}", "{{secretKey}}_PROD", "APP_PROD"),
            // The one's prefix may overlap the other's suffix.
            ("AB{{secretKey}}", "{{secretKey}}BC", "ABC"), ("A{{secretKey}}", "B{{secretKey}}", nil),
            ("{{secretKey}}A", "{{secretKey}}B", nil), ("A{{secretKey}}X", "AB{{secretKey}}X", "ABCX"),
            // With a slash in the schema, the name has none.
            ("a/{{secretKey}}", "a/b/{{secretKey}}", nil), ("a/{{secretKey}}", "{{secretKey}}", "a/A"),
            ("a/{{secretKey}}", "{{secretKey}}/b", "a/b"), ("a{{secretKey}}/b", "a{{secretKey}}c/b", "aAc/b"),
        ] as [(String, String, String?)])
    func schemasShareAKeyWhereOneFitsBoth(left: String, right: String, key: String?) throws {
        let expected: KeyOverlap = key.map { .found(Key($0)) } ?? .none
        #expect(try KeyOverlap.between(Self.options(left), Self.options(right)) == expected)
    }

    @Test func disjointFiltersShareNothing() throws {
        let port = try Self.options(include: ["PORT", "HOST"])
        #expect(try KeyOverlap.between(port, Self.options(exclude: ["PORT", "H*"])) == .none)
        #expect(try KeyOverlap.between(port, Self.options(exclude: ["PORT"])) == .found(Key("HOST")))
        #expect(
            try KeyOverlap.between(Self.options(include: ["A*"]), Self.options(include: ["*Z"])) == .found(Key("AZ")))
        #expect(try KeyOverlap.between(Self.options(include: ["A?"]), Self.options(include: ["A"])) == .none)
        #expect(try KeyOverlap.between(Self.options(exclude: ["*"]), Self.options()) == .none)
    }

    /// The filter sees the name at Infisical, behind the schema.
    @Test func aFilterIsReadBehindTheSchema() throws {
        let left = try Self.options("APP_{{secretKey}}", include: ["X"])
        #expect(try KeyOverlap.between(left, Self.options(include: ["APP_*"])) == .found(Key("APP_X")))
        #expect(try KeyOverlap.between(left, Self.options(exclude: ["APP_X"])) == .none)
    }

    /// Deterministic automata of such patterns have a state for every subset of positions.
    @Test func whatCannotBeToldInTimeIsNotCalledDisjoint() throws {
        let ends = (10..<16).map { "*A" + String(repeating: "?", count: $0) }
        let left = try Self.options(include: ["*A" + String(repeating: "?", count: 20)], exclude: ends)
        let right = try Self.options(include: ["*B" + String(repeating: "?", count: 20)], exclude: ends)
        #expect(KeyOverlap.between(left, right) == .undecided)
    }

    // MARK: Against every short key

    private static let alphabet = ["A", "_", "/", "B"]

    /// Every key of one to five characters. `B` stands for what no schema and no pattern mentions.
    private static let keys: [Key] = {
        var (all, longest): ([String], [String]) = ([], [""])
        for _ in 0..<5 {
            longest = longest.flatMap { key in alphabet.map { key + $0 } }
            all += longest
        }
        return all.map { Key($0) }
    }()

    private static func random(_ random: inout SeededGenerator) throws -> SyncOptions {
        func text(_ letters: String, _ most: Int) -> String {
            let length = Int.random(in: 0...most, using: &random)
            return String((0..<length).map { _ in letters.randomElement(using: &random) ?? "A" })
        }
        func globs(_ most: Int) -> [String] {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in text("A_*?", 4) }
        }
        let included = Bool.random(using: &random) ? nil : globs(3)
        return try options("\(text("A_/", 2)){{secretKey}}\(text("A_", 2))", include: included, exclude: globs(2))
    }

    /// A key that is named is managed by both; where none is named, no key up to five characters is.
    @Test(arguments: 0..<8) func itAgreesWithTryingEveryKey(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<12 {
            let (left, right) = (try Self.random(&generator), try Self.random(&generator))
            switch KeyOverlap.between(left, right) {
            case .found(let key):
                #expect(left.manages(key) && right.manages(key), "\(key): \(left) \(right)")
            case .none:
                let key = Self.keys.first { left.manages($0) && right.manages($0) }
                #expect(key == nil, "\(left) \(right)")
            case .undecided:
                Issue.record("undecided: \(left) \(right)")
            }
        }
    }
}
