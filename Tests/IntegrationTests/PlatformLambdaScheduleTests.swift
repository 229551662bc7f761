// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// `deploy/lambda/schedule`, against Lambda's runtime API: what EventBridge invokes pushes every sync, and looks at the
/// webhooks.
@Suite(.timeLimit(.minutes(10))) struct PlatformLambdaScheduleTests {
    @Test func pushesEverySyncAtEachInvocation() async throws {
        try await PlatformRig.with { rig in
            await rig.sandbox.mutate { $0.infisical.webhooks = [Self.webhook] }
            let outcomes = try await Self.invoke(rig, [ProgramUnderTest.path], times: 2)
            #expect(outcomes.map { $0?.kind } == ["response", "response"])
            #expect(await rig.variables().count == 12)
        }
    }

    @Test func isAnErrorOfTheFunctionWhenAPushFails() async throws {
        try await PlatformRig.with { rig in
            await rig.sandbox.setFaults([Fault(.render, count: .max, action: .status(401))])
            let outcomes = try await Self.invoke(rig, [ProgramUnderTest.path], times: 1)
            #expect(outcomes.first??.kind == "error")
            #expect(outcomes.first??.json["errorType"] as? String == "RenderSync.Exit69")
        }
    }

    @Test func isAnErrorOfTheFunctionWhenTheWebhookIsGone() async throws {
        try await PlatformRig.with { rig in
            let outcomes = try await Self.invoke(rig, [ProgramUnderTest.path], times: 1)
            #expect(outcomes.first??.json["errorType"] as? String == "RenderSync.Exit69")
            #expect(await rig.variables().count == 12)
        }
    }

    private static let webhook = InfisicalState.Webhook(
        projectId: "demo-project", environment: "prod", url: "https://sync.example/")

    private static func invoke(
        _ rig: PlatformRig, _ command: [String], times: Int
    ) async throws -> [LambdaEmulator.Outcome?] {
        let emulator = try LambdaEmulator()
        let environment = rig.environment.merging(["AWS_LAMBDA_RUNTIME_API": emulator.authority]) { $1 }
        let schedule = PlatformRig.repository.appending(path: "deploy/lambda/schedule").path
        let program = try RunningProgram(schedule, command, environment: environment)
        // A function that dies must not keep its caller waiting.
        let watch = Task {
            _ = await program.wait()
            emulator.end()
        }
        var outcomes: [LambdaEmulator.Outcome?] = []
        for _ in 0..<times { outcomes.append(await emulator.invoke(#"{"source":"aws.events"}"#)) }
        _ = await program.stop(SIGTERM)
        await watch.value
        return outcomes
    }
}
