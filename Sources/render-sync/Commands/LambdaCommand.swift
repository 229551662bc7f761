// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import FrontDoors
import Logging
import SyncCore

struct LambdaCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "lambda", abstract: "Take deliveries as the runtime of an AWS Lambda function.",
        discussion: """
            The function's bootstrap. Its trigger is a Function URL, an HTTP API with payload format 2.0, or an SQS \
            queue with ReportBatchItemFailures whose messages have the attribute x-infisical-signature.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync lambda", "as the function's bootstrap runs it")
        ],
        variables: [.init("AWS_LAMBDA_RUNTIME_API", "set by AWS Lambda")] + .deliveries + .pushes,
        exits: .exits(0, 64, 75, 78))

    @OptionGroup var common: CommonOptions

    func run() async throws { try await Self.serve(Runtime(common)) }

    /// The whole command: serves invocations until the end is asked for.
    static func serve(_ runtime: Runtime) async throws {
        guard let api = LambdaRuntimeAPI(runtime.variables[LambdaRuntimeAPI.variable]) else {
            throw CommandFailure(Messages.badRuntimeAPI(LambdaRuntimeAPI.variable), .misconfigured)
        }
        runtime.observeSignals()
        let lambda = LambdaRuntime(
            api, transport: LambdaRuntimeTransport(), time: runtime.time, stop: runtime.stop, log: runtime.log)
        guard let pushes = runtime.pushes else {
            throw await refusalToBegin(lambda, runtime.loaded)
        }
        do throws(LambdaRuntimeError) {
            try await lambda.run { endpoint(of: $0, runtime, pushes) }
        } catch {
            throw CommandFailure(error.message, .gaveUp)
        }
    }

    /// The endpoint of one invocation: its pushes end before it does, and its log lines carry its id.
    private static func endpoint(
        of invocation: LambdaInvocation, _ runtime: Runtime, _ pushes: PushFactory
    ) -> WebhookEndpoint {
        var log = runtime.log
        log[metadataKey: "aws_request_id"] = "\(invocation.id.text)"
        let pushesEnd =
            runtime.notifier == nil
            ? invocation.expiry : invocation.expiryBeforeTelling(now: runtime.time.uptime())
        let coordinator = PushCoordinator { sync, occasion, turn in
            await pushes.push(sync, for: occasion, until: pushesEnd, turn: turn).run()
        }
        return runtime.endpoint(coordinator, until: invocation.expiry, log: log)
    }

    /// Says every problem on standard error and to Lambda, which shows it as the reason why the function does not start.
    private static func refusalToBegin(_ lambda: LambdaRuntime, _ loaded: ConfigurationLoader) async -> ExitCode {
        if case .failure(let error) = loaded.result {
            // First here: Lambda may stop the process as soon as it has heard of it.
            for problem in error.problems { Output.error(problem.description) }
            StandardErrorWriter.shared.flush()
            // Whether Lambda hears of it or not, the function ends for the same reason.
            try? await lambda.refuseToBegin("RenderSync.Configuration", error.description)
        }
        return ExitCode(Verdict.misconfigured.exitCode)
    }
}
