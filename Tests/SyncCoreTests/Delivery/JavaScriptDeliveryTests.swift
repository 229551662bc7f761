// SPDX-License-Identifier: MIT

import Foundation
import SyncCore
import Testing
@testable import Basics

/// Bodies that `JSON.stringify` made and Node's crypto signed (`Fixtures/make-deliveries.js`), as Infisical does.
@Suite struct JavaScriptDeliveryTests {
    struct File: Decodable {
        struct Fixture: Decodable, CustomTestStringConvertible {
            var name: String
            var body: Data
            var signature: String
            var testDescription: String { name }
        }

        var key: String
        var now: Int64
        var fixtures: [Fixture]
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    static let file: File = {
        let data = try? Data(contentsOf: folder.appending(path: "deliveries.json"))
        return data.flatMap { try? JSONDecoder().decode(File.self, from: $0) } ?? File(key: "", now: 0, fixtures: [])
    }()

    /// What each fixture must come to: the event's name and path, or a refusal.
    private static let outcomes: [String: String] = [
        "secrets.modified": "secrets.modified prod /a/b",
        "an older server's, with workspaceId alone": "secrets.modified prod /a/b",
        "undefined values are absent": "secrets.modified prod /a/b",
        "non-ASCII text stays UTF-8": "secrets.modified prod /größe/世界",
        "a lone surrogate is escaped": "secrets.modified prod /a/b",
        "a path with what JSON escapes": "secrets.modified prod /quote\"back\\slash\ttab",
        "test": "test prod /a/b",
        "secrets.rotation-failed": "notice secrets.rotation-failed prod /a/b db: no route",
        "secrets.reminder-expired": "notice secrets.reminder-expired prod /a/b A: rotate",
        "honey-token.triggered": "other honey-token.triggered",
        "secrets.change-request.modified": "other secrets.change-request.modified",
        "a Slack payload":
            "refused not a webhook of type General: its type is Slack; make one of type General in Infisical",
        "a Teams payload":
            "refused not a webhook of type General: its type is Microsoft Teams; make one of type General in Infisical",
    ]

    @Test func everyOutcomeHasItsFixture() {
        #expect(Set(Self.file.fixtures.map(\.name)) == Set(Self.outcomes.keys))
    }

    @Test(arguments: file.fixtures)
    func aDeliveryFromJavaScriptIsUnderstood(fixture: File.Fixture) {
        let file = Self.file
        let verifier = DeliveryVerifier(
            keys: [SigningKey(Secret(file.key), scope: .everySync)], tolerance: .seconds(300))
        let delivery = Delivery(body: Array(fixture.body), signatures: [fixture.signature])
        let outcome: String
        do throws(DeliveryRefusal) {
            switch try verifier.verify(delivery, now: file.now).kind {
            case .secretsModified(let place): outcome = "secrets.modified \(place.environment) \(place.path)"
            case .test(let place): outcome = "test \(place.map { "\($0.environment) \($0.path)" } ?? "nowhere")"
            case .notice(let notice):
                let place = notice.place.map { "\($0.environment) \($0.path)" } ?? "nowhere"
                outcome = "notice \(notice.subject.rawValue) \(place) \(notice.name ?? "-"): \(notice.text ?? "-")"
            case .other(let name): outcome = "other \(name)"
            }
        } catch {
            outcome = "refused \(error.reason)"
        }
        #expect(outcome == Self.outcomes[fixture.name])
    }
}
