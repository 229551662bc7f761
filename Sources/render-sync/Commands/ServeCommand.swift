// SPDX-License-Identifier: MIT

import ArgumentParser
import FrontDoors
import SyncCore

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Take deliveries over HTTP on PORT, or on an inherited socket.")

    @Flag(help: "Exit after one delivery, for a container per request.")
    var once = false

    func run() async throws {
        let pushes = EndedPushes()
        let process = Process(work: { pusher, sync in
            let report = await pusher.push(sync).run()
            pushes.note(report, isStopped: pusher.stop.isRequested)
            return report
        })
        let configuration = try Output.configuration(process.loaded)
        guard let port = WholeNumber.read(process.variables["PORT"] ?? "8080"), (0...65_535).contains(port) else {
            Output.error("PORT: expected a number from 0 to 65535")
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        process.heedSignals()
        let options = Server.Options(
            host: process.variables["HOST"] ?? "0.0.0.0", port: port, isOnce: once, environment: process.variables)
        let server = Server(
            options, keeper: Self.keeper(process, configuration.limits), stop: process.stop, log: process.log)
        do {
            let answered = try await server.run()
            await process.coordinator.drain()
            if once, let answered { throw ExitCode(pushes.outcome(answered: answered)) }
            throw ExitCode(pushes.interruption)
        } catch let error as ServerError {
            Output.error(error.message)
            throw ExitCode(error.verdict.exitCode)
        }
    }

    private static func keeper(_ process: Process, _ limits: Configuration.Limits) -> Doorkeeper {
        guard let queue = limits.queue else {
            let handler = DeliveryHandler(
                process.loaded, coordinator: process.coordinator, timekeeper: process.timekeeper,
                respondWithin: limits.respondWithin, log: process.log)
            return Doorkeeper(handler.reply)
        }
        return Doorkeeper(behind: queue, unixMilliseconds: process.timekeeper.unixMilliseconds) { takenInAt in
            // A delivery out of a queue is as old as it was when the queue took it in.
            var timekeeper = process.timekeeper
            timekeeper.unixMilliseconds = { takenInAt }
            // The queue forgets what is answered: only the end of the push answers.
            let handler = DeliveryHandler(
                process.loaded, coordinator: process.coordinator, timekeeper: timekeeper, respondWithin: nil,
                log: process.log)
            return Doorkeeper(handler.reply)
        }
    }
}

/// How the pushes of a server ended, those that outlived their answer too.
private final class EndedPushes: Sendable {
    private struct State {
        var worst = Verdict.ignored
        var wasCutShort = false
    }

    private let state = Locked(State())

    func note(_ report: PushReport, isStopped: Bool) {
        state.withLock { state in
            state.worst = Verdict.worst(of: [state.worst, report.verdict]) ?? report.verdict
            if isStopped, report.verdict == .gaveUp { state.wasCutShort = true }
        }
    }

    /// The exit code of `--once`: the delivery's own, or what became of a push that outlived its answer.
    func outcome(answered: Int32) -> Int32 {
        answered != 0 ? answered : state.withLock(\.worst.exitCode)
    }

    /// The exit code of a server that was asked to end: nothing to tell, or a push was cut short.
    var interruption: Int32 {
        state.withLock { $0.wasCutShort ? Verdict.gaveUp.exitCode : 0 }
    }
}
