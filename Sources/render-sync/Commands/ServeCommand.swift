// SPDX-License-Identifier: MIT

import Configuration
import ArgumentParser
import Basics
import FrontDoors
import NIOConcurrencyHelpers
import SyncCore

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Take deliveries over HTTP on PORT, or on an inherited socket.")

    @Flag(help: "Exit after one delivery, for a container per request.")
    var once = false

    func run() async throws {
        let ended = EndedPushes()
        let runtime = Runtime(work: { pushes, sync in
            let report = await pushes.push(sync).run()
            ended.note(report, isStopped: pushes.stop.isOpen)
            return report
        })
        let limits = try Output.configuration(runtime.loaded).limits
        guard let port = WholeNumber.read(runtime.variables["PORT"] ?? "8080"), (0...65_535).contains(port) else {
            Output.error("PORT: expected a number from 0 to 65535")
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        runtime.observeSignals()
        let options = Server.Options(
            host: runtime.variables["HOST"] ?? "0.0.0.0", port: port, isOnce: once, environment: runtime.variables)
        let server = Server(
            options, endpoint: runtime.endpoint(behind: limits.queue, respondWithin: limits.respondWithin),
            time: runtime.time, stop: runtime.stop, log: runtime.log)
        do {
            let answered = try await server.run()
            await runtime.coordinator.drain()
            if once, let answered { throw ExitCode(ended.outcome(answered: answered)) }
            throw ExitCode(ended.interruption)
        } catch let error as ServerError {
            Output.error(error.message)
            throw ExitCode(error.verdict.exitCode)
        }
    }
}

/// How the pushes of a server ended, those that outlived their answer too.
private final class EndedPushes: Sendable {
    private struct State {
        var worst = Verdict.ignored
        var wasCutShort = false
    }

    private let state = NIOLockedValueBox(State())

    func note(_ report: PushReport, isStopped: Bool) {
        state.withLockedValue { state in
            state.worst = Verdict.worst(of: [state.worst, report.verdict]) ?? report.verdict
            if isStopped, report.verdict == .gaveUp { state.wasCutShort = true }
        }
    }

    /// The exit code of `--once`: the delivery's own, or what became of a push that outlived its answer.
    func outcome(answered: Int32) -> Int32 {
        answered != 0 ? answered : state.withLockedValue(\.worst.exitCode)
    }

    /// The exit code of a server that was asked to end: nothing to tell, or a push was cut short.
    var interruption: Int32 {
        state.withLockedValue { $0.wasCutShort ? Verdict.gaveUp.exitCode : 0 }
    }
}
