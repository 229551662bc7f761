// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import FrontDoors
import Logging
import NIOConcurrencyHelpers
import SyncCore

struct ServeCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Take deliveries over HTTP on PORT, or on an inherited socket.",
        discussion: """
            POST / and POST /webhook take deliveries, POST /webhook/NAME those of one sync alone; GET /healthz responds with 200. \
            On SIGTERM or Ctrl-C it takes no more, ends what it has begun, and says so in the log.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync serve", "until it is stopped"),
            .init("PORT=9000 HOST=127.0.0.1 render-sync serve", "at another address"),
            .init("render-sync serve --once", "one delivery, for a container per request"),
        ],
        variables: [
            .init("PORT, HOST", "where to listen (8080, every address)"),
            .init("LISTEN_FDS", "a socket that systemd passes"),
            .init("RENDER_SYNC_RESPOND_WITHIN", "seconds until the response is 202 and the push continues (10)"),
            .init("RENDER_SYNC_QUEUE", "what stands in front: cloudevents or pubsub"),
        ] + .deliveries + .pushes, exits: .exits(0, 64, 65, 69, 75, 77, 78))

    @Flag(help: "Exit after one delivery, for a container per request.")
    var once = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let ended = EndedPushes()
        let runtime = Runtime(
            common,
            work: { pushes, sync, occasion, turn in
                let report = await pushes.push(sync, for: occasion, turn: turn).run()
                ended.note(report, isStopped: pushes.stop.isOpen)
                return report
            })
        let limits = try runtime.loaded.result.get().limits
        if let fault = runtime.environment.faults(in: ["PORT", "HOST"]).first {
            throw CommandFailure(fault.description, .misconfigured)
        }
        guard let port = WholeNumber.read(runtime.variables["PORT"] ?? "8080"), (0...65_535).contains(port) else {
            throw CommandFailure(Messages.badPort, .misconfigured)
        }
        runtime.observeSignals()
        warnOfKeys(runtime)
        let options = Server.Options(
            host: runtime.variables["HOST"] ?? "0.0.0.0", port: port, isOnce: once, environment: runtime.variables)
        let endpoint = runtime.endpoint(
            behind: limits.queue, recent: RecentDeliveries(tolerance: limits.signatureTolerance),
            respondWithin: limits.respondWithin)
        let server = Server(
            options, endpoint: endpoint, time: runtime.time, stop: runtime.stop, log: runtime.log)
        do {
            let exitCode = try await server.run {
                let pushes = await runtime.coordinator.unfinishedCount
                runtime.log.notice("\(Messages.stopping(pushes))")
            }
            await runtime.coordinator.drain()
            if once, let exitCode { throw ExitCode(ended.outcome(responded: exitCode)) }
            throw ExitCode(ended.interruption)
        } catch let error as ServerError {
            throw CommandFailure(error.message, error.verdict)
        }
    }

    private func warnOfKeys(_ runtime: Runtime) {
        let keys = runtime.loaded.signingKeys
        if keys.isEmpty { runtime.log.warning("\(Messages.noSigningKey)") }
        for key in keys where key.isShort { runtime.log.warning("\(Messages.shortSigningKey(key.scope))") }
    }
}

/// How the pushes of a server ended, those that outlived their response too.
private final class EndedPushes: Sendable {
    private struct State {
        var worst = Verdict.ignored
        var wasCutShort = false
    }

    private let state = NIOLockedValueBox(State())

    func note(_ report: PushReport, isStopped: Bool) {
        state.withLockedValue { state in
            state.worst = state.worst.worse(report.verdict)
            if isStopped, report.verdict == .gaveUp { state.wasCutShort = true }
        }
    }

    /// The exit code of `--once`: the delivery's own, or what became of a push that outlived its response.
    func outcome(responded exitCode: Int32) -> Int32 {
        exitCode != 0 ? exitCode : state.withLockedValue(\.worst.exitCode)
    }

    /// The exit code of a server that was asked to end: nothing to tell, or a push was cut short.
    var interruption: Int32 {
        state.withLockedValue { $0.wasCutShort ? Verdict.gaveUp.exitCode : 0 }
    }
}
