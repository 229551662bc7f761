// SPDX-License-Identifier: MIT

import Basics
import Configuration
import Testing
import TestSupport
@testable import Notifications
@testable import SyncCore

@Suite struct NotificationTests {
    private static func event(_ kind: Event.Kind? = nil, by: String? = "ann@example.com") -> Event {
        let place = Event.Place(projectID: "p", environment: "prod", path: SecretPath("/api"))
        var event = Event(kind: kind ?? .secretsModified(place), signers: [])
        event.changedBy = by
        return event
    }

    private static func push(_ sync: String, _ verdict: Verdict, _ message: String = "done") -> PushReport {
        PushReport(sync: sync, verdict: verdict, message)
    }

    @Test func itSaysWhoWhereWhatAndWhatNext() {
        var push = Self.push("api", .failed, "Render PUT env-vars: refused (401)")
        push.created = [Key("A"), Key("B")]
        #expect(
            Notification(DeliveryReport([push]), event: Self.event()).lines == [
                "render-sync: failed: api", "ann@example.com changed secrets in prod /api",
                "api: failed: Render PUT env-vars: refused (401)", "next: render-sync sync api", "created: A, B",
            ])
    }

    @Test func failuresComeFirst() {
        let report = DeliveryReport([Self.push("a", .synced), Self.push("b", .gaveUp), Self.push("c", .guarded)])
        let lines = Notification(report, event: Self.event(by: nil)).lines
        #expect(lines[0] == "render-sync: failed: 2 of 3 syncs")
        #expect(lines[1] == "secrets changed in prod /api")
        #expect(
            lines.filter { $0.hasSuffix(": done") } == ["b: failed: done", "c: refused: done", "a: synced: done"])
    }

    @Test func aCommandsSyncsSayWhereTheyRead() {
        let lines = Notification(DeliveryReport([Self.push("api", .synced)]), syncs: [.sample("api")]).lines
        #expect(lines == ["render-sync: synced: api", "api (prod /): synced: done"])
    }

    @Test(arguments: [
        (Verdict.drifted, "render-sync sync api"), (.guarded, "render-sync plan api"),
        (.gaveUp, "render-sync sync api"), (.misconfigured, "render-sync check"),
    ])
    func theNextCommandFitsTheEnd(verdict: Verdict, command: String) {
        let lines = Notification(DeliveryReport([Self.push("api", verdict)])).lines
        #expect(lines.contains("next: \(command)"))
    }

    @Test func aGuardThatNamesACommandHasTheLastWord() {
        for (refusal, next) in [
            (GuardRefusal.hiddenValues([Key("A")]), ["next: render-sync plan api"]),
            (.initialSyncNotDone([], sync: "api", behavior: .importPrioritizeSource, variable: "V"), []),
        ] {
            var push = Self.push("api", .guarded)
            push.outcome = .guarded(refusal)
            let lines = Notification(DeliveryReport([push])).lines
            #expect(lines.filter { $0.hasPrefix("next: ") } == next)
            #expect(lines.joined().contains("render-sync "))
        }
    }

    @Test func aRedeployThatIsDueIsTheNextCommand() {
        var push = Self.push("it's", .failed)
        push.isRedeployDue = true
        let lines = Notification(DeliveryReport([push])).lines
        #expect(lines.contains(#"next: render-sync sync --redeploy 'it'\''s'"#))
    }

    @Test(arguments: [
        (ServiceDeploy.Status.failed("build_failed"), ["next: render-sync sync --redeploy api"]),
        (.running(.timeIsUp(.deploy)), []),
    ])
    func aDeployThatFailedIsMadeAgainAndOneThatRunsIsNot(status: ServiceDeploy.Status, next: [String]) {
        var push = PushReport(sync: "api", verdict: .failed)
        push.outcome = .settled
        push.deploys = [ServiceDeploy(RenderService("srv-1"), id: "dep-1", status)]
        let lines = Notification(DeliveryReport([push])).lines
        #expect(lines.filter { $0.hasPrefix("next: ") } == next)
        #expect(lines.dropFirst(2).first?.contains("srv-1") == true, "\(lines)")
    }

    @Test func aPlanSaysWhatIsToBeDone() {
        var push = Self.push("api", .drifted, "2 changes")
        push.updated = [Key("A")]
        push.deleted = [Key("B")]
        push.showsPlan = true
        let lines = Notification(DeliveryReport([push])).lines
        #expect(lines.suffix(2) == ["to update: A", "to delete: B"])
    }

    @Test func onlySomeKeysAreNamed() {
        var push = Self.push("api", .synced)
        push.created = (1...30).map { Key("K\($0)") }
        let line = Notification(DeliveryReport([push])).lines.last
        #expect(line?.hasSuffix("K20 and 10 more") == true)
    }

    @Test func namesFromOutsideAreCleaned() {
        let event = Self.event(by: "ann\n\u{202E}<@everyone>")
        let line = Notification(DeliveryReport([Self.push("api", .failed)]), event: event).lines[1]
        #expect(line == "ann  <@everyone> changed secrets in prod /api")
    }

    @Test func aBrokenConfigurationIsTold() {
        let report = DeliveryReport(ConfigurationError([.init("RENDER_API_KEY", "missing")]))
        #expect(
            Notification(report, event: Self.event()).lines == [
                "render-sync: failed", "ann@example.com changed secrets in prod /api", "RENDER_API_KEY: missing",
                "next: render-sync check",
            ])
    }

    @Test func whatInfisicalTellsIsPassedOn() {
        let place = Event.Place(projectID: "p", environment: "prod", path: SecretPath("/api"))
        let failed = Event.Notice(subject: .rotationFailed, place: place, name: "db", text: "no route\nto host")
        let expired = Event.Notice(subject: .reminderExpired, place: nil, name: nil, text: nil)
        let report = DeliveryReport(.ignored, "changes no secrets")
        #expect(
            Notification(report, event: Self.event(.notice(failed))).lines == [
                "Infisical: the rotation of db failed in prod /api", "no route to host",
                "next: look at the rotation in Infisical; what it changes later is pushed by itself",
            ])
        #expect(
            Notification(report, event: Self.event(.notice(expired))).lines.first
                == "Infisical: the reminder is due")
    }

    @Test(arguments: [
        ("no way to postgres://app:p/a@ss@db:5432/x", "no way to postgres://<redacted>@db:5432/x"),
        ("'https://u@a' and \"https://b\"", "'https://<redacted>@a' and \"https://b\""), ("a@b: //", "a@b: //"),
    ])
    func anAddressInAnErrorIsToldWithoutItsPassword(text: String, told: String) {
        #expect(AddressSecrets.hidden(in: text) == told)
        let failed = Event.Notice(subject: .rotationFailed, place: nil, name: nil, text: text)
        #expect(Notification(DeliveryReport(.ignored, ""), event: Self.event(.notice(failed))).lines[1] == told)
    }

    // MARK: When

    @Test(arguments: [
        // Under failure, change and always, in this order.
        (Verdict.synced, false, [false, false, true]), (.synced, true, [false, true, true]),
        (.unchanged, false, [false, false, true]), (.stillDrifted, false, [false, false, true]),
        (.imported, true, [false, true, true]), (.failed, false, [true, true, true]),
        (.gaveUp, true, [true, true, true]), (.guarded, false, [true, true, true]),
        (.pendingApproval, false, [true, true, true]), (.drifted, true, [true, true, true]),
        // A plan that finds nothing to do.
        (.inSync, false, [false, false, false]),
    ])
    func aPushIsToldOfWhereItIsWanted(verdict: Verdict, hasChanges: Bool, isTold: [Bool]) {
        var push = Self.push("api", verdict)
        if hasChanges { push.updated = [Key("A")] }
        let report = DeliveryReport([push])
        #expect(NotificationSettings.Occasion.allCases.map { $0.covers(report, nil) } == isTold)
    }

    @Test func whatInfisicalTellsIsToldUnderEach() {
        let notice = Event.Notice(subject: .rotationFailed, place: nil, name: nil, text: nil)
        let report = DeliveryReport(.ignored, "")
        #expect(NotificationSettings.Occasion.allCases.allSatisfy { $0.covers(report, Self.event(.notice(notice))) })
        #expect(!NotificationSettings.Occasion.allCases.contains { $0.covers(report, Self.event(.other("x"))) })
    }
}
