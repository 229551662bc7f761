// SPDX-License-Identifier: MIT

import TestSupport
import Testing
@testable import Basics
@testable import SyncCore

@Suite struct SyncMatcherTests {
    private static let syncs: [SyncConfiguration] = [
        .sample("root") { $0.source.path = .root },
        .sample("api") { $0.source.path = SecretPath("/api") },
        .sample("deep") {
            $0.source.path = SecretPath("/api")
            $0.source.isRecursive = true
        },
        .sample("triggered") {
            $0.source.path = SecretPath("/elsewhere")
            $0.triggerPaths = ["/shared/**", "/infra/?", "dev:/base/*", "dev:/infra/a"].compactMap { TriggerPath($0) }
        },
        .sample("manual") {
            $0.source.path = SecretPath("/manual")
            $0.isAutoSyncEnabled = false
        },
        .sample("own") {
            $0.source.path = SecretPath("/own")
            $0.webhookSecret = Secret("own")
        },
        .sample("also-own") {
            $0.source.path = SecretPath("/own")
            $0.webhookSecret = Secret("also")
        },
        .sample("\u{E9}") {
            $0.source.path = SecretPath("/accents")
            $0.webhookSecret = Secret("composed")
        },
        .sample("e\u{301}") {
            $0.source.path = SecretPath("/accents")
            $0.webhookSecret = Secret("decomposed")
        },
        .sample("staging") { $0.source.environment = "staging" },
        .sample("other") { $0.source.projectID = "q" },
    ]

    private struct Row: CustomTestStringConvertible {
        var project = "p"
        var environment = "prod"
        var path: String
        var signers: Set<SigningKey.Scope> = [.everySync]
        var only: String?
        var expected: [String]
        var testDescription: String { "\(project) \(environment) \(path) \(only ?? "") -> \(expected)" }
    }

    private static let rows: [Row] = [
        // Project, environment and path, all exact.
        Row(path: "/", expected: ["root"]),
        Row(environment: "staging", path: "/", expected: ["staging"]),
        Row(project: "q", path: "/", expected: ["other"]),
        Row(project: "P", path: "/", expected: []),
        Row(environment: "Prod", path: "/", expected: []),
        // A path's spelling does not matter, its case does.
        Row(path: "api//", expected: ["api", "deep"]),
        Row(path: "/API", expected: []),
        // Below, when recursive.
        Row(path: "/api/v2/x", expected: ["deep"]),
        Row(path: "/apis", expected: []),
        // Trigger paths.
        Row(path: "/shared", expected: ["triggered"]),
        Row(path: "/shared/a/b", expected: ["triggered"]),
        Row(path: "/infra/x", expected: ["triggered"]),
        Row(path: "/infra/xy", expected: []),
        // Those of another environment count there alone, and the others not there.
        Row(environment: "dev", path: "/base/a", expected: ["triggered"]),
        Row(environment: "dev", path: "/infra/a", expected: ["triggered"]),
        Row(environment: "dev", path: "/shared/a", expected: []),
        Row(environment: "dev", path: "/elsewhere", expected: []),
        Row(environment: "Dev", path: "/base/a", expected: []),
        Row(path: "/base/a", expected: []),
        Row(project: "q", environment: "dev", path: "/base/a", expected: []),
        // Auto-sync off.
        Row(path: "/manual", expected: []),
        // A sync's own key triggers it and no other; no other key triggers it.
        Row(path: "/own", signers: [.sync("own")], expected: ["own"]),
        Row(path: "/own", signers: [.everySync], expected: []),
        Row(path: "/own", signers: [.sync("root")], expected: []),
        Row(path: "/", signers: [.sync("own")], expected: []),
        // Two syncs that were given the same key.
        Row(path: "/own", signers: [.sync("own"), .sync("also-own")], expected: ["own", "also-own"]),
        // Two syncs whose names Swift's `==` holds equal.
        Row(path: "/accents", signers: [.sync("\u{E9}")], expected: ["\u{E9}"]),
        Row(path: "/accents", signers: [.sync("e\u{301}")], expected: ["e\u{301}"]),
        // The address narrows, it never widens.
        Row(path: "/api", only: "deep", expected: ["deep"]),
        Row(path: "/api", only: "root", expected: []),
        Row(path: "/own", only: "own", expected: []),
    ]

    @Test(arguments: rows.indices)
    func anEventTriggersTheSyncsThatCoverItsPlace(row: Int) {
        let row = Self.rows[row]
        let place = Event.Place(projectID: row.project, environment: row.environment, path: SecretPath(row.path))
        let match = SyncMatcher(Self.syncs).match(place, signers: row.signers, only: row.only)
        switch match {
        case .syncs(let syncs):
            #expect(syncs.map { ExactText($0.name) } == row.expected.map { ExactText($0) }, "\(row.testDescription)")
        case .none: #expect(row.expected.isEmpty, "\(row.testDescription)")
        }
    }

    @Test(
        arguments: [
            ("/shared", nil, "/shared"), ("shared/**", nil, "/shared/**"), ("dev:/a/*", "dev", "/a/*"),
            ("dev:a", "dev", "/a"), ("dev:/", "dev", "/"), ("/a:b", nil, "/a:b"),
        ] as [(String, String?, String)])
    func aTriggerPathMayNameAnEnvironment(text: String, environment: String?, path: String) {
        let trigger = TriggerPath(text)
        #expect(trigger?.environment == environment)
        #expect(trigger?.path.description == path)
    }

    @Test(arguments: [":/a", "dev:", ":"]) func halfATriggerPathIsNone(text: String) {
        #expect(TriggerPath(text) == nil)
    }

    /// Why nothing matched is what a user needs to see.
    @Test(arguments: [("/nowhere", "no sync reads"), ("/own", "signing key"), ("/manual", "auto-sync is off")])
    func theReasonIsTold(path: String, reason: String) {
        let place = Event.Place(projectID: "p", environment: "prod", path: SecretPath(path))
        guard case .none(let text) = SyncMatcher(Self.syncs).match(place, signers: [.everySync]) else {
            Issue.record("matched")
            return
        }
        #expect(text.message.contains(reason))
    }
}
