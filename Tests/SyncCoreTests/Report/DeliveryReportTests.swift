// SPDX-License-Identifier: MIT

import Basics
import Foundation
import Testing
@testable import SyncCore

@Suite struct AnswerTests {
    private static func object(_ answer: DeliveryReport) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(answer.json)) as? NSDictionary)
    }

    @Test func aReportHasEveryMemberOfTheContractAndNoOther() throws {
        var report = PushReport(sync: "api", verdict: .synced)
        report.created = [Key("A")]
        report.updated = [Key("B")]
        report.deleted = [Key("C")]
        report.skipped = [Key("D")]
        report.unwritten = [Key("E")]
        report.unconfirmed = [Key("F")]
        report.doubts = [.nothingFound]
        report.unchanged = 4
        report.rounds = 2
        report.calls.count(.infisical, "GET secrets")
        report.calls.count(.render, "GET env-vars")
        report.calls.count(.render, "PUT env-vars/KEY")
        report.deploys = [
            ServiceDeploy(RenderService("srv-1", page: "https://dashboard/srv-1"), id: "dep-1", .live),
            ServiceDeploy(RenderService("srv-2"), .suspended),
        ]
        report.durationMs = 7
        report.notes = ["done \"\u{1}\u{2028}é"]
        #expect(report.message.hasPrefix("done \"\u{1}\u{2028}é; "))
        let expected: NSDictionary = [
            "status": "synced", "message": report.message,
            "syncs": [
                [
                    "sync": "api", "status": "synced", "created": ["A"], "updated": ["B"], "deleted": ["C"],
                    "skipped": ["D"], "unwritten": ["E"], "unconfirmed": ["F"],
                    "unchanged": 4, "rounds": 2,
                    "calls": ["infisical": 1, "render": 2],
                    "deploys": [
                        [
                            "service": "srv-1", "id": "dep-1", "status": "live",
                            "url": "https://dashboard/srv-1/deploys/dep-1",
                        ] as NSDictionary,
                        ["service": "srv-2", "id": NSNull(), "status": "suspended", "url": NSNull()] as NSDictionary,
                    ],
                    "durationMs": 7, "message": report.message,
                    "warnings": [SourceDoubt.nothingFound.message],
                ] as NSDictionary
            ],
        ]
        #expect(try Self.object(DeliveryReport([report])) == expected)
    }

    @Test func aPlanHasARowForEachKeyThatDiffers() throws {
        var report = PushReport(sync: "api", verdict: .drifted)
        (report.created, report.updated, report.deleted) = ([Key("C")], [Key("A")], [Key("B")])
        func rows() throws -> [[String: String]]? {
            let syncs = try Self.object(DeliveryReport([report]))["syncs"] as? [[String: Any]]
            return syncs?.first?["drift"] as? [[String: String]]
        }
        #expect(try rows() == nil)
        report.showsPlan = true
        let changes = [("A", "update"), ("B", "delete"), ("C", "create")]
        #expect(try rows() == changes.map { ["key": $0.0, "change": $0.1] })
    }

    @Test func anAnswerWithoutAPushHasStatusAndMessageOnly() throws {
        #expect(try Self.object(DeliveryReport(.ignored, "why")) == ["status": "ignored", "message": "why"])
        #expect(Set(try Self.object(.unauthorized).allKeys.compactMap { $0 as? String }) == ["status", "message"])
    }

    @Test func severalReportsAreSummedUpByTheWorst() {
        let first = PushReport(sync: "a", verdict: .synced, "1 created")
        let second = PushReport(sync: "b", verdict: .gaveUp, "no answer")
        let answer = DeliveryReport([first, second])
        #expect(answer.verdict == .gaveUp)
        #expect(answer.message == "a: 1 created; b: no answer")
        #expect(answer.syncs == [first, second])
    }
}
