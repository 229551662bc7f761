// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing
import TestSupport

/// The built program against Lambda's runtime API and the sandbox.
@Suite struct LambdaTests {
    @Test func oneProcessServesOneInvocationAfterTheOther() async throws {
        let (_, exitCode, log) = try await LambdaFunction.run { function, sandbox in
            for (isBase64, verdict) in [(false, "200 synced"), (true, "200 unchanged")] {
                let (signature, body) = try await LambdaFunction.delivery()
                let event = try LambdaFunction.event(signature: signature, body: body, isBase64: isBase64)
                #expect(LambdaFunction.verdict(await function.emulator.invoke(event)) == verdict)
            }
            let held = await sandbox.state().render.services.first { $0.id == "srv-demo" }?.envVars ?? []
            #expect(held.contains { $0.key == "DATABASE_PASSWORD" && $0.value == "correct horse battery staple" })
            // What the process keeps between invocations: one login serves both.
            let logins = await sandbox.requests().filter { $0.pathOnly.hasSuffix("/aws-auth/login") }
            #expect(logins.map(\.status) == [200])
        }
        #expect(exitCode == 0)
        for secret in ["secret-of-the-role", "session-of-it", "correct horse", LambdaFunction.signingKey] {
            #expect(!log.contains(secret))
        }
        #expect(log.contains(#""aws_request_id":"8476a536-e9f4-11e8-9739-2""#))
    }

    @Test func aForgeryIsRefusedAndTheNextDeliveryTaken() async throws {
        let (_, exitCode, _) = try await LambdaFunction.run { function, sandbox in
            let (signature, body) = try await LambdaFunction.delivery()
            let refused = [
                try LambdaFunction.event(body: body),
                try LambdaFunction.event(signature: signature, body: body + " "),
                // A valid signature beside another, as a Function URL joins two headers.
                try LambdaFunction.event(signature: "\(signature),\(signature)", body: body),
            ]
            for event in refused {
                #expect(LambdaFunction.verdict(await function.emulator.invoke(event)) == "401 refused")
            }
            #expect(await sandbox.requests().isEmpty)
            let event = try LambdaFunction.event(signature: signature, body: body)
            #expect(LambdaFunction.verdict(await function.emulator.invoke(event)) == "200 synced")
        }
        #expect(exitCode == 0)
    }

    @Test func otherAddressesAnswerAsInServe() async throws {
        _ = try await LambdaFunction.run { function, _ in
            for (method, path, verdict) in [
                ("GET", "/healthz", "200 ok"), ("GET", "/", "405 refused"), ("POST", "/nowhere", "404 refused"),
            ] {
                let outcome = await function.emulator.invoke(try LambdaFunction.event(method, path))
                #expect(LambdaFunction.verdict(outcome) == verdict)
            }
            let outcome = await function.emulator.invoke(#"{"key1":"value1"}"#)
            #expect(outcome?.kind == "error")
            #expect(outcome?.errorType == "RenderSync.UnknownEvent")
        }
    }

    @Test func aConfigurationErrorIsAnInitError() async throws {
        let (error, exitCode, log) = try await LambdaFunction.run(["RENDER_SYNC_DISABLE_SECRET_DELETOIN": "true"]) {
            function, _ in
            _ = await function.program.wait()
            return function.emulator.initError
        }
        #expect(exitCode == 78)
        #expect(error?.errorType == "RenderSync.Configuration")
        let message = error?.json["errorMessage"] as? String ?? ""
        #expect(message.contains("RENDER_SYNC_DISABLE_SECRET_DELETION?"), "\(message)")
        #expect(log.contains("RENDER_SYNC_DISABLE_SECRET_DELETION?"))
    }

    /// Nobody listens at port 1; that does not hide the reason.
    @Test(
        arguments: [("demo", 75, "AWS_LAMBDA_RUNTIME_API"), ("", 78, "RENDER_SYNC_PROJECT_ID")]
            as [(String, Int32, String)])
    func withoutARuntimeAPITheReasonIsInTheLog(project: String, exitCode: Int32, reason: String) async throws {
        let environment = [
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "INFISICAL_TOKEN": "t", "RENDER_API_KEY": "k",
            "RENDER_SYNC_PROJECT_ID": project, "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SERVICE_ID": "srv-1",
        ]
        let finished = try await Program.run(ProgramUnderTest.path, ["lambda"], environment: environment)
        #expect(finished.exitCode == exitCode)
        #expect(finished.errors.contains(reason), "\(finished.errors)")
    }

    /// The first is the form that is read without ArgumentParser.
    @Test(arguments: [["lambda"], ["lambda", "--color", "never"]])
    func withoutLambdaTheCommandSaysWhatItIs(arguments: [String]) async throws {
        let finished = try await Program.run(ProgramUnderTest.path, arguments, environment: [:])
        #expect(finished.exitCode == 78)
        #expect(finished.errors.contains("AWS_LAMBDA_RUNTIME_API: expected host:port"))
    }

    /// Lambda kills a function at its deadline: a push that cannot end must be answered for before.
    @Test func aPushThatHangsIsAnsweredBeforeTheDeadline() async throws {
        _ = try await LambdaFunction.run { function, sandbox in
            await sandbox.setFaults([Fault(.render, method: "PUT", count: 1000, action: .hang)])
            let (signature, body) = try await LambdaFunction.delivery()
            let event = try LambdaFunction.event(signature: signature, body: body)
            let outcome = await function.emulator.invoke(event, seconds: 3)
            #expect(LambdaFunction.verdict(outcome) == "503 failed")
            #expect(outcome?.body.contains("the timeout of an AWS Lambda function") == true, "\(outcome?.body ?? "")")
        }
    }

    @Test func aFunctionThatWaitsEndsWhenAsked() async throws {
        let (_, exitCode, _) = try await LambdaFunction.run { function, _ in
            await function.emulator.waitForFetch()
        }
        #expect(exitCode == 0)
    }

    /// The queue may take its time; a sender who repeats an old delivery may not.
    @Test func aQueuedDeliveryIsAsOldAsItWasWhenItWasQueued() async throws {
        _ = try await LambdaFunction.run { function, sandbox in
            let (signature, body) = try await LambdaFunction.delivery(age: 86_400)
            let replayed = [
                try LambdaFunction.event(signature: signature, body: body),
                try LambdaFunction.message(signature: signature, body: body, age: 0),
            ]
            #expect(LambdaFunction.verdict(await function.emulator.invoke(replayed[0])) == "401 refused")
            // Refused for good: it does not come again, and nothing was called for it.
            #expect(await function.emulator.invoke(replayed[1])?.body == #"{"batchItemFailures":[]}"#)
            #expect(await sandbox.requests().isEmpty)
            let queued = try LambdaFunction.message(signature: signature, body: body, age: 86_395)
            #expect(await function.emulator.invoke(queued)?.body == #"{"batchItemFailures":[]}"#)
            let held = await sandbox.state().render.services.first { $0.id == "srv-demo" }?.envVars ?? []
            #expect(held.contains { $0.key == "LOG_LEVEL" && $0.value == "info" })
        }
    }

    @Test func aQueuedDeliveryThatFailsComesAgain() async throws {
        _ = try await LambdaFunction.run { function, sandbox in
            await sandbox.setFaults([Fault(.render, count: 1000, action: .status(401))])
            let (signature, body) = try await LambdaFunction.delivery()
            let event = try LambdaFunction.message(signature: signature, body: body, age: 0)
            #expect(
                await function.emulator.invoke(event)?.body == #"{"batchItemFailures":[{"itemIdentifier":"m-1"}]}"#)
        }
    }
}
