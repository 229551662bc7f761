// SPDX-License-Identifier: MIT

import SyncCore
import TestSupport
import Testing
@testable import Basics

/// What is said of values, and what is refused for them.
struct ValueGuardTests {
    private static func warnings(_ value: String, _ change: (inout SyncConfiguration) -> Void = { _ in }) -> [String] {
        Planning.draft(.sample("api", change), ["A": value], [:]).plan.warnings.map(\.kind.rawValue)
    }

    @Test(arguments: [
        "changeme", "CHANGEME", "change-me", "change_me", "Change Me", "changeme!", "replace me", "REPLACE_ME", "todo",
        "TODO", "tbd", "fixme", "xxx", "XXXXXXXX", "<your key>", "<...>", "<secret>", "your-key-here", "your_api_key",
        "YourKeyHere", "insert-token-here", "put your key here", "replace-with-real-key", "placeholder", "***", "...",
        " changeme ", "change-me-please",
    ])
    func aPlaceholderIsWarnedOf(value: String) {
        #expect(Self.warnings(value.trimmingSpaces()) == ["placeholder"])
    }

    @Test(arguments: [
        "hunter2", "x", "xx", "postgres://u:p@db/x", "todos", "true", "0", "example.com", "<a><b></a>", "<a>1</a>",
        "yourself", "your-app", "here", "exchange", "changelog", "$NAME", "$1{2}", "${}", "${A B}", "a}b${", "{{name}}",
        "[]",
        String(repeating: "x", count: 65), "mycompany", "", "é", "http://localhost:8080/<id>",
    ])
    func aPlainValueIsNotWarnedOf(value: String) {
        #expect(Self.warnings(value).filter { $0 != "empty" } == [])
    }

    @Test(arguments: ["${DB_PASSWORD}", "postgres://u:${DB_PASSWORD}@db/x", "a${prod.shared.KEY}", "${${X}", "{${A-1}"])
    func anUnresolvedReferenceIsWarnedOf(value: String) {
        #expect(Self.warnings(value) == ["reference"])
    }

    @Test(arguments: [" 1", "1 ", "1\n", "\t1", "1\r\n", "\u{A0}1", "1\u{FEFF}", " "])
    func whiteSpaceAtAnEndIsWarnedOf(value: String) {
        #expect(Self.warnings(value) == ["white-space"])
    }

    @Test func theLastLineOfAFileMayEnd() {
        func file(_ sync: inout SyncConfiguration) { sync.destination.kind = .file }
        #expect(Self.warnings("line\n", file) == [])
        #expect(Self.warnings("line\n\n", file) == ["white-space"])
        #expect(Self.warnings(" line\n", file) == ["white-space"])
    }

    @Test func aWarningNamesTheKeysAtRenderAndNoValue() throws {
        let sync = try SyncConfiguration.sample().with(schema: "APP_{{secretKey}}")
        let warnings = Planning.draft(sync, ["A": "secret ${B}", "B": "", "C": " canary"], [:]).plan.warnings
        #expect(
            warnings == [.unresolvedReference([Key("APP_A")]), .whiteSpace([Key("APP_C")]), .empty([Key("APP_B")])])
        for text in warnings.map(\.message) {
            #expect(text.contains("APP_"))
            #expect(!text.contains("canary") && !text.contains("secret ${B}"))
        }
    }

    @Test(arguments: WarningKind.allCases)
    func eachKindIsSwitchedOffAlone(kind: WarningKind) {
        let values = ["A": "${X}", "B": "todo", "C": " 1", "D": ""]
        let sync = SyncConfiguration.sample { $0.options.warnings.remove(kind) }
        let draft = Planning.draft(sync, values, [:], imports: [SourceImport("dev /a", [])])
        #expect(Set(draft.plan.warnings.map(\.kind)) == Set(WarningKind.allCases).subtracting([kind]))
    }

    // MARK: Hidden values

    @Test(arguments: ["<hidden-by-infisical>", "postgres://u:<hidden-by-infisical>@db/x"])
    func theStandInOfAHiddenValueIsHiddenWithoutAFlagToo(value: String) {
        let draft = Planning.draft(["A": value, "B": "1"], ["A": "good"])
        #expect(draft.refusals == [.hiddenValues([Key("A")])])
        // What the identity may not read is neither overwritten nor deleted, and the rest is shown.
        #expect(draft.plan.keys == [Key("B")])
    }

    // MARK: Emptied secrets

    @Test(arguments: [SyncDestination.Kind.env, .file])
    func anEmptiedSecretWhoseOldValueStaysIsNotInSync(kind: SyncDestination.Kind) {
        let keeping = SyncConfiguration.sample {
            $0.destination.kind = kind
            $0.options.disableSecretDeletion = true
        }
        let draft = Planning.draft(keeping, ["FEATURE": "", "NEW": ""], ["FEATURE": "on"])
        #expect(draft.plan.isEmpty)
        #expect(draft.plan.skipped == [Key("FEATURE"), Key("NEW")])
        #expect(draft.plan.kept == [Key("FEATURE")])
        #expect(Planning.draft(["FEATURE": "", "A": "1"], ["FEATURE": "on"]).plan.kept == [])
    }

    // MARK: Required keys

    private static func requiring(_ globs: String...) -> SyncConfiguration {
        .sample { $0.options.requiredKeys = globs.map { KeyGlob($0) } }
    }

    @Test func aRequiredKeyMustBeThereAndFit() throws {
        let sync = Self.requiring("DB_*", "MISSING", "API_?", "GOOD", "NOTHING_*")
        let values = ["DB_URL": "", "DB_HOST": "a${X}", "API_1": "changeme", "GOOD": "1", "OTHER": "todo"]
        let draft = Planning.draft(sync, values, [:])
        let faults: [RequirementFault] = [
            .init(Key("API_1"), .placeholder), .init(Key("DB_HOST"), .reference), .init(Key("DB_URL"), .empty),
            .init(Key("MISSING"), .missing),
        ]
        let refusal = GuardRefusal.unmetRequirements(faults, variable: "RENDER_SYNC_API_REQUIRED_KEYS")
        #expect(draft.refusals == [refusal])
        #expect(
            refusal.message.contains(
                "API_1 (placeholder), DB_HOST (unresolved reference), DB_URL (empty value), MISSING (missing)"))
        #expect(!refusal.message.contains("changeme"))
    }

    @Test func requirementsHoldWithoutWarnings() {
        var sync = Self.requiring("A")
        sync.options.warnings = []
        #expect(Planning.draft(sync, ["A": "todo"], [:]).refusals.map(\.name) == ["requirements"])
        #expect(Planning.draft(sync, ["A": "1"], [:]).refusals == [])
    }

    // MARK: Recursive sources

    @Test func aSecretOfOneFolderDoesNotBeatAnImportIntoAnother() throws {
        let source = SourceSecrets(
            direct: Planning.secrets(["KEY": "direct", "A": "1"], path: "/a"),
            imports: [SourceImport("dev /shared", Planning.secrets(["KEY": "imported", "B": "2"]))], isRecursive: true)
        let draft = Planner(for: .sample()).draft(from: source, to: Planning.state([:]))
        #expect(
            draft.refusals == [.collisions([KeyCollision(Key("KEY"), paths: ["/a", "an import of dev /shared"])])])
        #expect(draft.plan.creates.map(\.key) == [Key("A"), Key("B")])
    }

    @Test func twoImportsOfARecursiveSourceDoNotBeatEachOther() {
        let imports = ["dev /x", "dev /y"].map { SourceImport($0, Planning.secrets(["KEY": $0])) }
        let source = SourceSecrets(direct: [], imports: imports, isRecursive: true)
        #expect(
            Planner(for: .sample()).draft(from: source, to: Planning.state([:])).refusals.map(\.name) == ["collision"])
        // Within one folder the later one wins.
        let plain = SourceSecrets(direct: [], imports: imports)
        #expect(plain.secrets.map(\.value) == [Secret("dev /y")])
    }
}

extension SyncConfiguration {
    /// The same with a key schema.
    func with(schema: String) throws -> SyncConfiguration {
        var sync = self
        sync.options.keySchema = try KeySchema(schema, environment: "prod")
        return sync
    }
}
