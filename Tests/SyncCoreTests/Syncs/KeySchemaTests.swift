// SPDX-License-Identifier: MIT

import Testing
import TestSupport
@testable import SyncCore

@Suite struct KeySchemaTests {
    @Test(arguments: [
        (template: "{{secretKey}}", prefix: "", suffix: ""), (template: "A_{{secretKey}}", prefix: "A_", suffix: ""),
        (template: "{{secretKey}}-z", prefix: "", suffix: "-z"),
        // The environment any number of times, on both sides.
        (
            template: "{{environment}}/{{environment}}_{{secretKey}}_{{environment}}", prefix: "prod/prod_",
            suffix: "_prod"
        ),
    ])
    func aTemplateBecomesAPrefixAndASuffix(template: String, prefix: String, suffix: String) throws {
        let schema = try KeySchema(template, environment: "prod")
        #expect(schema.prefix == prefix)
        #expect(schema.suffix == suffix)
    }

    @Test(arguments: [
        ("", KeySchemaError.notOnePlaceholder), ("A", .notOnePlaceholder), ("{{secretkey}}", .notOnePlaceholder),
        ("{{secretKey}}_{{secretKey}}", .notOnePlaceholder), ("{{environment}}", .notOnePlaceholder),
        ("A B{{secretKey}}", .badCharacter), ("A.{{secretKey}}", .badCharacter), ("É{{secretKey}}", .badCharacter),
        ("{{{secretKey}}}", .badCharacter), ("{{secretKey}}{{env}}", .badCharacter),
        (String(repeating: "A", count: 243) + "{{secretKey}}", .tooLong),
    ])
    func aBadTemplateIsRefused(template: String, error: KeySchemaError) {
        #expect(throws: error) { try KeySchema(template, environment: "prod") }
    }

    @Test func aTemplateOf255CharactersIsTaken() throws {
        let schema = try KeySchema(String(repeating: "A", count: 242) + "{{secretKey}}", environment: "prod")
        #expect(schema.prefix.count == 242)
    }

    @Test(
        arguments: [
            ("A_{{secretKey}}", "A_KEY", "KEY"), ("A_{{secretKey}}_Z", "A_KEY_Z", "KEY"),
            ("{{secretKey}}", "KEY", "KEY"),
            // Only prefix and suffix, or not even that.
            ("A_{{secretKey}}", "A_", nil), ("A_{{secretKey}}_Z", "A__Z", nil), ("AB{{secretKey}}BC", "ABC", nil),
            // Another case, another place.
            ("A_{{secretKey}}", "a_KEY", nil), ("A_{{secretKey}}", "KEY_A_", nil),
            // With a slash in the schema, the middle has none; without, it may.
            ("a/{{secretKey}}", "a/b/KEY", nil), ("a/{{secretKey}}", "a/KEY", "KEY"),
            ("{{secretKey}}", "a/KEY", "a/KEY"),
        ] as [(String, String, String?)])
    func aKeyIsManagedWhenItFits(template: String, key: String, name: String?) throws {
        let schema = try KeySchema(template, environment: "prod")
        #expect(schema.sourceKey(for: Key(key))?.name == name)
    }

    // MARK: Properties

    private static func schema(_ random: inout SeededGenerator, alphabet: [String] = ["A", "B", "_"]) -> KeySchema {
        func text() -> String {
            (0..<Int.random(in: 0...3, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }
                .joined()
        }
        // A template of these letters is always valid.
        return (try? KeySchema(text() + "{{secretKey}}" + text(), environment: "prod")) ?? .identity
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func theNameBehindASecretsKeyIsTheSecrets(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let schema = Self.schema(&random, alphabet: ["A", "B", "_", "/"])
        let name = (0..<Int.random(in: 1...6, using: &random))
            .map { _ in ["A", "B", "_", "é", "e\u{301}", "\u{301}"].randomElement(using: &random) ?? "" }.joined()
        #expect(schema.sourceKey(for: schema.destinationKey(for: Key(name))) == Key(name))
    }
}
