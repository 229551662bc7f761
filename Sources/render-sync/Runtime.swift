// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import CurlTransport
import FrontDoors
import Glibc
import HTTPClient
import InfisicalAPI
import Logging
import SyncCore

/// The process's own world: its environment, clock, signals, log and network.
struct Runtime: Sendable {
    let variables: [String: String]
    let loaded: ConfigurationLoader
    let time: TimeSource
    let stop: Latch
    let log: Logger
    let transport: CurlTransport
    let coordinator: PushCoordinator
    let pushes: PushFactory?

    /// Reads the real environment: the only place that does. `work` is what is done with a sync: a push, unless a
    /// command does something else; `executor` is where it runs if not on Swift's own threads.
    init(
        isCommand: Bool = false, executor: MainThreadExecutor? = nil,
        work: @escaping @Sendable (PushFactory, SyncConfiguration) async -> PushReport = { await $0.push($1).run() }
    ) {
        let variables = Self.environment()
        let environment = Configuration.Environment(variables, readFile: Self.readFile)
        let time = TimeSource.system
        let stop = Latch()
        let log = StandardErrorLogHandler.make(variables)
        let loaded = ConfigurationLoader(environment)
        let transport = CurlTransport(Self.curlOptions(variables))
        var pushes: PushFactory?
        if case .success(let configuration) = loaded.result {
            pushes = PushFactory(
                configuration, transport: transport, time: time, stop: stop, log: log, executor: executor,
                readFile: Self.readFile, progress: ProgressLine.watcher(isCommand: isCommand, log))
        }
        self.variables = variables
        self.loaded = loaded
        self.time = time
        self.stop = stop
        self.log = log
        self.transport = transport
        self.pushes = pushes
        let ready = pushes
        coordinator = PushCoordinator(on: executor) { sync in
            // Without a valid configuration no delivery gets as far as a push.
            guard let ready else { return PushReport(sync: sync.name, verdict: .misconfigured) }
            return await work(ready, sync)
        }
    }

    /// What `handle` reads the delivery from.
    func standardInput(signature: String?) -> StandardInput {
        StandardInput(
            stream: StandardStream(), environment: variables, signature: signature, time: time, stop: stop)
    }

    /// What front doors ask about a request. With `respondWithin`, a push that takes longer is answered for while it
    /// goes on; a queue forgets what was answered, so that behind one only the end of the push answers.
    func endpoint(
        _ coordinator: PushCoordinator? = nil, behind queue: QueueKind? = nil, respondWithin: Duration? = nil,
        log: Logger? = nil
    ) -> WebhookEndpoint {
        let decider = DeliveryDecider(
            keys: loaded.signingKeys, tolerance: loaded.limits.signatureTolerance,
            syncs: loaded.result.map(\.syncs))
        let pushes = DeliveryPushes(
            coordinator ?? self.coordinator, time: time, respondWithin: queue == nil ? respondWithin : nil)
        return WebhookEndpoint(
            decide: decider.decide, push: pushes.run, queue: queue, time: time, log: log ?? self.log)
    }

    /// Does the work of each of these syncs, at the same time where they have different destinations.
    func run(_ syncs: [SyncConfiguration]) async -> DeliveryReport {
        observeSignals()
        var tasks: [Task<PushReport, Never>] = []
        for sync in syncs { tasks.append(await coordinator.push(sync)) }
        var reports: [PushReport] = []
        for task in tasks { reports.append(await task.value) }
        return DeliveryReport(reports)
    }

    /// Asks the process to end on SIGTERM and SIGINT; a call still in flight ten seconds later is ended too.
    func observeSignals() {
        // Whoever hangs up before the answer must not end the push.
        signal(SIGPIPE, SIG_IGN)
        TerminationSignals.observe { [stop, coordinator, time] in
            stop.open()
            Task {
                await time.sleep(.seconds(10))
                await coordinator.cancel()
            }
        }
    }

    /// The answer of Infisical's list of a project's Render Syncs. Needs no sync to be configured.
    static func renderSyncs(ofProject id: String) async throws -> [UInt8] {
        let variables = environment()
        let time = TimeSource.system
        let configuration: InfisicalConfiguration
        do throws(ConfigurationError) {
            configuration = try InfisicalConfiguration(Configuration.Environment(variables, readFile: readFile))
        } catch {
            for problem in error.problems { Output.error(problem.description) }
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        let client = APIClient(
            .infisical, transport: CurlTransport(curlOptions(variables)),
            deadline: Deadline(in: .seconds(60), time: time, stop: Latch()), counter: CallCounter(),
            log: StandardErrorLogHandler.make(variables))
        let session = InfisicalSession(configuration, time: time, readFile: readFile)
        do throws(ServiceFailure) {
            return try await InfisicalProject(id, session: session, client: client).renderSyncs()
        } catch {
            Output.error(error.message)
            throw ExitCode(error.verdict.exitCode)
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

extension TimeSource {
    /// The machine's clocks and randomness.
    static let system = TimeSource(
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
        random: { Double.random(in: 0..<1) })
}
