// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing
import TestSupport

/// Every request of a push fails once in every way: the state is right in the end, or the report says what is not.
@Suite struct FaultTests {
    /// A request of a push that changes three keys and redeploys, by its place among those to one API.
    struct Position: CustomStringConvertible {
        var service: SandboxService
        var occurrence: Int
        var description: String { "\(service.rawValue) #\(occurrence)" }
        /// The last request is the redeploy.
        var isDeploy: Bool { service == .render && occurrence == 6 }
    }

    static let positions =
        (1...3).map { Position(service: .infisical, occurrence: $0) }
        + (1...6).map { Position(service: .render, occurrence: $0) }

    static let actions: [Fault.Action] = [
        .status(429, headers: ["retry-after": "1"]), .status(429, headers: ["ratelimit-reset": "1"]), .status(429),
        // Moments, which may be over when the answer arrives.
        .status(429, headers: ["ratelimit-reset": "\(Int(Date().timeIntervalSince1970) + 1)"]),
        .status(429, headers: ["retry-after": "Mon, 01 Jun 2026 09:30:00 GMT"]),
        .status(500), .status(502), .status(503, headers: ["retry-after": "1"]), .status(504), .htmlPage(502),
        .htmlPage(200), .resetBeforeAnswer, .resetMidAnswer, .resetAfterHandling, .truncatedJSON, .wrongJSON,
        .expireToken, .hang, .endlessBody,
    ]

    private static func endsByTheClock(_ action: Fault.Action) -> Bool {
        switch action {
        case .hang, .endlessBody: true
        default: false
        }
    }

    private static let state = SandboxState.shop(
        secrets: ["NEW": "1", "OLD": "2"], service: ["APP_OLD": "before", "APP_STALE": "1", "FOREIGN": "f"])
    private static let wanted = ["APP_NEW": "1", "APP_OLD": "2", "FOREIGN": "f"]

    @Test(arguments: positions, actions)
    func onePushSurvivesOrSaysWhatIsMissing(position: Position, action: Fault.Action) async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_KEY_SCHEMA"] = "APP_{{secretKey}}"
            renderSync.environment["RENDER_SYNC_AUTO_REDEPLOY_SERVICES"] = "true"
            // Some faults end by the clock alone; the others must not, on any machine.
            renderSync.environment["RENDER_SYNC_TIMEOUT"] =
                Self.endsByTheClock(action) ? (Sanitizer.isOn ? "15" : "4") : "60"
            await sandbox.setFaults([Fault(position.service, occurrence: position.occurrence, action: action)])
            let finished = try await renderSync.run(["sync", "--all", "--output", "json"])
            let hint = Comment(rawValue: "\(finished.output) \(finished.errors)")
            let report = try #require(try ReportJSON(finished.output).syncs?.first)
            let held = try #require(await sandbox.state().render[service: "srv-1"]).envVars.values
            #expect(held["FOREIGN"] == "f", hint)
            #expect([0, 69, 75].contains(finished.exitCode), hint)
            if finished.exitCode == 0 {
                #expect(held == Self.wanted, hint)
                #expect(await sandbox.state().render.deploys.count == 1, hint)
            }
            // What is reported was done, and what was done is reported or said to be uncertain.
            let reported = Set(report.created + report.updated + report.deleted)
            for key in ["APP_NEW", "APP_OLD", "APP_STALE"] {
                let isDone = held[key] == Self.wanted[key]
                if reported.contains(key) { #expect(isDone, hint) }
                if isDone { #expect(reported.contains(key) || report.message.contains(key), hint) }
            }
            await sandbox.setFaults([])
            renderSync.environment["RENDER_SYNC_TIMEOUT"] = nil
            let next = try await renderSync.run(["sync", "--all"])
            #expect(next.exitCode == 0)
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.values == Self.wanted)
        }
    }

    @Test(
        arguments: positions.filter { !$0.isDeploy },
        [
            Fault.Action.status(503), .resetBeforeAnswer, .resetAfterHandling, .truncatedJSON, .htmlPage(500),
            .status(429),
        ])
    func whatMayPassIsRepeatedUntilItDoes(position: Position, action: Fault.Action) async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_KEY_SCHEMA"] = "APP_{{secretKey}}"
            await sandbox.setFaults([Fault(position.service, occurrence: position.occurrence, action: action)])
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 0, "\(finished.output)")
            #expect(await sandbox.state().render[service: "srv-1"]?.envVars.values == Self.wanted)
        }
    }

    @Test(arguments: [
        Fault.Action.resetBeforeAnswer, .resetAfterHandling, .resetMidAnswer, .status(500), .truncatedJSON,
    ])
    func aDeployThatMayHaveStartedIsNotRepeated(action: Fault.Action) async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_AUTO_REDEPLOY_SERVICES"] = "true"
            await sandbox.setFaults([Fault(.render, method: "POST", pathContains: "/deploys", action: action)])
            let finished = try await renderSync.run(["sync", "--all", "--output", "json"])
            #expect(await renderSync.renderWrites().filter { $0.method == "POST" }.count == 1)
            let report = try ReportJSON(finished.output)
            if finished.exitCode != 0 { #expect(report.message.contains("sync --redeploy default")) }
        }
    }

    @Test func aDeployThatTheRateLimitTurnedAwayIsRepeated() async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["RENDER_SYNC_AUTO_REDEPLOY_SERVICES"] = "true"
            await sandbox.setFaults([
                Fault(.render, method: "POST", occurrence: 1, action: .status(429, headers: ["retry-after": "1"]))
            ])
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 0, "\(finished.output) \(finished.errors)")
            #expect(await sandbox.state().render.deploys.count == 1)
        }
    }

    @Test(arguments: [
        ("RENDER_API_URL", "https://render.invalid/v1", Int32(75)),
        ("INFISICAL_DOMAIN", "https://infisical.invalid", 75), ("RENDER_API_URL", "http://127.0.0.1:1", 75),
    ])
    func aHostThatCannotBeReachedIsGivenUpOn(variable: String, value: String, exitCode: Int32) async throws {
        try await withSandbox(Self.state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment[variable] = value
            renderSync.environment["RENDER_SYNC_TIMEOUT"] = "1"
            let finished = try await renderSync.run(["sync", "--all", "--output", "json"])
            #expect(finished.exitCode == exitCode, "\(finished.output)")
            #expect(try ReportJSON(finished.output).message.contains("nothing was written"))
        }
    }

    @Test func aCertificateThatIsNotTrustedIsRefused() async throws {
        try await withSandbox(Self.state) {
            $0.tls = true
        } _: { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment["SSL_CERT_FILE"] = nil
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 69, "\(finished.output)")
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        try await withSandbox(Self.state) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, serviceSync)
            await sandbox.setFaults([
                Fault(.render, action: .status(307, headers: ["location": "\(sandbox.infisicalURL)/stolen"]))
            ])
            let finished = try await renderSync.run(["sync", "--all"])
            #expect(finished.exitCode == 69)
            #expect(await sandbox.requests().allSatisfy { !$0.path.contains("stolen") })
        }
    }
}
