// SPDX-License-Identifier: MIT

import ArgumentParser
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
        let process = Process()
        guard let api = LambdaRuntimeAPI(process.variables[LambdaRuntimeAPI.variable]) else {
            Output.error("\(LambdaRuntimeAPI.variable): expected host:port, as AWS Lambda sets it for its runtimes")
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        process.heedSignals()
        // A transport of its own: its one request waits for hours, and must not be in the pushes' way.
        let runtime = LambdaRuntime(
            api, transport: CurlTransport(CurlOptions()), timekeeper: process.timekeeper, stop: process.stop,
            log: process.log)
        guard let pusher = process.pusher else {
            throw await Self.refusalToBegin(runtime, process.loaded)
        }
        do throws(LambdaRuntimeError) {
            try await runtime.run { Self.open($0, process, pusher) }
        } catch {
            Output.error(error.message)
            throw ExitCode(Verdict.gaveUp.exitCode)
        }
    }

    /// One invocation: its pushes end before it does, and say its id in the log.
    private static func open(
        _ invocation: LambdaInvocation, _ process: Process, _ pusher: Pusher
    ) -> @Sendable (Int64?) -> Doorkeeper {
        let coordinator = PushCoordinator { await pusher.push($0, until: invocation.expiry).run() }
        var log = process.log
        log[metadataKey: "aws_request_id"] = "\(invocation.id.text)"
        return { [log] sentAt in
            var timekeeper = process.timekeeper
            // A delivery out of a queue is as old as it was when the queue took it.
            if let sentAt { timekeeper.unixMilliseconds = { sentAt } }
            let handler = DeliveryHandler(
                process.loaded, coordinator: coordinator, timekeeper: timekeeper, respondWithin: nil, log: log)
            return Doorkeeper(handler.reply)
        }
    }

    /// Says every problem on standard error and to Lambda, which shows it as the reason why the function does not start.
    private static func refusalToBegin(_ runtime: LambdaRuntime, _ loaded: ConfigurationLoader) async -> any Error {
        do {
            _ = try Output.configuration(loaded)
        } catch {
            if case .failure(let problems) = loaded.result {
                // Whether Lambda hears of it or not, the function ends for the same reason.
                try? await runtime.refuseToBegin("RenderSync.Configuration", problems.description)
            }
            return error
        }
        return ExitCode(Verdict.misconfigured.exitCode)
    }
}
