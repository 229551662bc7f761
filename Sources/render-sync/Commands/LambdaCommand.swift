// SPDX-License-Identifier: MIT

import ArgumentParser
import Configuration
import CurlTransport
import FrontDoors
import Logging
import SyncCore

struct LambdaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lambda",
        abstract: "Take deliveries as the runtime of an AWS Lambda function.",
        discussion: """
            The function's bootstrap. Its trigger is a Function URL, an HTTP API with payload format 2.0, or an SQS \
            queue with ReportBatchItemFailures whose messages have the attribute x-infisical-signature.
            """)

    func run() async throws {
        let runtime = Runtime()
        guard let api = LambdaRuntimeAPI(runtime.variables[LambdaRuntimeAPI.variable]) else {
            Output.error(Messages.badRuntimeAPI(LambdaRuntimeAPI.variable))
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        runtime.observeSignals()
        // A transport of its own: its one request waits for hours, and must not be in the pushes' way.
        let lambda = LambdaRuntime(
            api, transport: CurlTransport(CurlOptions()), time: runtime.time, stop: runtime.stop,
            log: runtime.log)
        guard let pushes = runtime.pushes else {
            throw await Self.refusalToBegin(lambda, runtime.loaded)
        }
        do throws(LambdaRuntimeError) {
            try await lambda.run { Self.endpoint(of: $0, runtime, pushes) }
        } catch {
            Output.error(error.message)
            throw ExitCode(Verdict.gaveUp.exitCode)
        }
    }

    /// The endpoint of one invocation: its pushes end before it does, and its log lines carry its id.
    private static func endpoint(
        of invocation: LambdaInvocation, _ runtime: Runtime, _ pushes: PushFactory
    ) -> WebhookEndpoint {
        var log = runtime.log
        log[metadataKey: "aws_request_id"] = "\(invocation.id.text)"
        let coordinator = PushCoordinator { sync, occasion, turn in
            await pushes.push(sync, for: occasion, until: invocation.expiry, turn: turn).run()
        }
        return runtime.endpoint(coordinator, log: log)
    }

    /// Says every problem on standard error and to Lambda, which shows it as the reason why the function does not start.
    private static func refusalToBegin(_ lambda: LambdaRuntime, _ loaded: ConfigurationLoader) async -> any Error {
        do {
            _ = try Output.configuration(loaded)
        } catch {
            if case .failure(let problems) = loaded.result {
                // Whether Lambda hears of it or not, the function ends for the same reason.
                try? await lambda.refuseToBegin("RenderSync.Configuration", problems.description)
            }
            return error
        }
        return ExitCode(Verdict.misconfigured.exitCode)
    }
}
