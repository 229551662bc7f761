// SPDX-License-Identifier: MIT

import ArgumentParser
import CurlTransport
import FrontDoors
import Glibc
import HTTPClient
import InfisicalAPI
import Logging
import RenderAPI
import SyncCore

/// The process's own world: its environment, clock, signals, log and network.
struct Process: Sendable {
    let variables: [String: String]
    let loaded: ConfigurationLoader
    let timekeeper: Timekeeper
    let stop: StopSignal
    let log: Logger
    let coordinator: PushCoordinator
    let pusher: Pusher?

    /// Reads the real environment: the only place that does. `work` is what is done with a sync: a push, unless a
    /// command does something else; `loop` is where it runs if not on Swift's own threads.
    init(
        isCommand: Bool = false, loop: MainLoop? = nil,
        work: @escaping @Sendable (Pusher, SyncConfiguration) async -> PushReport = { await $0.push($1).run() }
    ) {
        let variables = Self.environment()
        let environment = SyncCore.Environment(variables, readFile: Self.readFile)
        let timekeeper = Timekeeper.system
        let stop = StopSignal()
        let log = StandardErrorLog.make(variables)
        let loaded = ConfigurationLoader(environment)
        let transport = CurlTransport(Self.curlOptions(variables))
        var pusher: Pusher?
        if case .success(let configuration) = loaded.result {
            pusher = Pusher(
                configuration, transport: transport, timekeeper: timekeeper, stop: stop, log: log, executor: loop,
                readFile: Self.readFile, progress: ProgressLine.watcher(isCommand: isCommand, log))
        }
        self.variables = variables
        self.loaded = loaded
        self.timekeeper = timekeeper
        self.stop = stop
        self.log = log
        self.pusher = pusher
        let ready = pusher
        coordinator = PushCoordinator(on: loop, readyNetwork: { transport.prepare() }) { sync in
            // Without a valid configuration no delivery gets as far as a push.
            guard let ready else { return PushReport(sync: sync.name, verdict: .misconfigured) }
            return await work(ready, sync)
        }
    }

    /// Does the work of each of these syncs, at the same time where they have different destinations.
    func run(_ syncs: [SyncConfiguration]) async -> Answer {
        heedSignals()
        var tasks: [Task<PushReport, Never>] = []
        for sync in syncs { tasks.append(await coordinator.push(sync)) }
        var reports: [PushReport] = []
        for task in tasks { reports.append(await task.value) }
        return Answer(reports)
    }

    /// Asks the process to end on SIGTERM and SIGINT; a call still in flight ten seconds later is ended too.
    func heedSignals() {
        // Whoever hangs up before the answer must not end the push.
        signal(SIGPIPE, SIG_IGN)
        EndSignals.heed { [stop, coordinator, timekeeper] in
            stop.request()
            Task {
                await timekeeper.sleep(.seconds(10))
                await coordinator.cancel()
            }
        }
    }

    /// The answer of Infisical's list of a project's Render Syncs. Needs no sync to be configured.
    static func renderSyncs(ofProject id: String) async throws -> [UInt8] {
        let variables = environment()
        let timekeeper = Timekeeper.system
        let configuration: InfisicalConfiguration
        do throws(ConfigurationError) {
            configuration = try InfisicalConfiguration(SyncCore.Environment(variables, readFile: readFile))
        } catch {
            for problem in error.problems { Output.error(problem.description) }
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        let caller = APICaller(
            .infisical, transport: CurlTransport(curlOptions(variables)),
            deadline: Deadline(in: .seconds(60), timekeeper: timekeeper, stop: StopSignal()), ledger: CallLedger(),
            log: StandardErrorLog.make(variables))
        let session = InfisicalSession(configuration, timekeeper: timekeeper, readFile: readFile)
        do throws(ServiceFailure) {
            return try await InfisicalProject(id, session: session, caller: caller).renderSyncs()
        } catch {
            Output.error(error.message)
            throw ExitCode((error.kind == .refused ? Verdict.failed : .gaveUp).exitCode)
        }
    }

    private static func curlOptions(_ variables: [String: String]) -> CurlOptions {
        CurlOptions(
            certificateAuthorities: CurlOptions.certificateAuthorities(in: variables),
            userAgent: "render-sync/\(RenderSync.version)")
    }

    private static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let line = entry.pointee {
            let text = String(cString: line)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }

    private static let readFile: @Sendable (String) -> String? = { path in
        readAll(path, atMost: 64 << 10).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// A file's content; nil when it cannot be read or is larger than the bound, in bytes.
    static func readAll(_ path: String, atMost bound: Int = 32 << 20) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        return StandardStream(input: fileno(file)).readAll(atMost: bound)
    }
}

extension Timekeeper {
    /// The machine's clocks and randomness.
    static let system = Timekeeper(
        unixMilliseconds: {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
        },
        uptime: {
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
        },
        sleep: { try? await Task.sleep(for: $0) },
        jitter: { Double.random(in: 0..<1) })
}
