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
    let environment: Configuration.Environment
    let loaded: ConfigurationLoader
    let time: TimeSource
    let stop: Latch
    let log: Logger
    let transport: CurlTransport
    let clients: APIClients
    let coordinator: PushCoordinator
    let pushes: PushFactory?

    /// Reads the real environment: the only place that does. `work` is what is done with a sync: a push, unless a
    /// command does something else; `executor` is where it runs if not on Swift's own threads.
    init(
        isCommand: Bool = false, executor: MainThreadExecutor? = nil,
        work: @escaping @Sendable (PushFactory, SyncConfiguration, PushOccasion, PushTurn) async -> PushReport = {
            await $0.push($1, for: $2, turn: $3).run()
        }
    ) {
        let environment = Configuration.Environment(Self.variables(), readFile: FileText.read)
        let time = TimeSource.system
        let stop = Latch()
        let log = StandardErrorLogHandler.make(environment.variables)
        let loaded = ConfigurationLoader(environment)
        let transport = CurlTransport(Self.curlOptions(environment.variables))
        let clients = APIClients(transport: transport, log: log)
        var pushes: PushFactory?
        if case .success(let configuration) = loaded.result {
            pushes = PushFactory(
                configuration, clients: clients, time: time, stop: stop, executor: executor,
                readFile: { try? FileText.read($0).get() }, progress: ProgressLine.watcher(isCommand: isCommand, log))
        }
        self.environment = environment
        self.loaded = loaded
        self.time = time
        self.stop = stop
        self.log = log
        self.transport = transport
        self.clients = clients
        self.pushes = pushes
        let ready = pushes
        coordinator = PushCoordinator(on: executor) { sync, occasion, turn in
            // Without a valid configuration no delivery gets as far as a push.
            guard let ready else { return PushReport(sync: sync.name, verdict: .misconfigured) }
            return await work(ready, sync, occasion, turn)
        }
    }

    /// What `handle` reads the delivery from.
    func standardInput(signature: String?) -> StandardInput {
        StandardInput(
            stream: StandardStream(), environment: variables, signature: signature, time: time, stop: stop)
    }

    /// What front doors ask about a request. With `respondWithin`, the response comes no later, and a longer push goes
    /// on after it. A queue forgets what it was told, so that behind one the response comes when the push has ended.
    func endpoint(
        _ coordinator: PushCoordinator? = nil, behind queue: QueueKind? = nil, recent: RecentDeliveries? = nil,
        respondWithin: Duration? = nil, log: Logger? = nil
    ) -> WebhookEndpoint {
        let decider = DeliveryDecider(
            keys: loaded.signingKeys, tolerance: loaded.limits.signatureTolerance,
            syncs: loaded.result.map(\.syncs))
        let pushes = DeliveryPushes(
            coordinator ?? self.coordinator, time: time, recent: recent,
            respondWithin: queue == nil ? respondWithin : nil)
        return WebhookEndpoint(
            decide: decider.decide, push: pushes.run, queue: queue, time: time, log: log ?? self.log)
    }

    /// Does the work of each of these syncs, at the same time where they have different destinations.
    func run(_ syncs: [SyncConfiguration]) async -> DeliveryReport {
        observeSignals()
        return await perform(syncs)
    }

    /// The same, for work that a signal may end at once.
    func perform(_ syncs: [SyncConfiguration]) async -> DeliveryReport {
        var tasks: [Task<PushReport, Never>] = []
        for sync in syncs { tasks.append(await coordinator.push(sync)) }
        var reports: [PushReport] = []
        for task in tasks { reports.append(await task.value) }
        return DeliveryReport(reports)
    }

    /// Asks the process to end on SIGTERM and SIGINT; a call still in flight ten seconds later is ended too.
    func observeSignals() {
        // A client that hangs up before its response must not end the push.
        signal(SIGPIPE, SIG_IGN)
        TerminationSignals.observe { [stop, coordinator, time] in
            stop.open()
            Task {
                await time.sleep(.seconds(10))
                await coordinator.cancel()
            }
        }
    }

    private static func curlOptions(_ variables: [String: String]) -> CurlOptions {
        CurlOptions(environment: variables, userAgent: "render-sync/\(RenderSync.version)")
    }

    var variables: [String: String] { environment.variables }

    /// Split at the first `=` byte: a value that begins with a combining mark would join it into one character.
    private static func variables() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let line = entry.pointee {
            if let equals = strchr(line, CInt(UInt8(ascii: "="))) {
                let name = UnsafeRawBufferPointer(start: line, count: equals - line)
                variables[String(decoding: name, as: UTF8.self)] = String(cString: equals + 1)
            }
            entry += 1
        }
        return variables
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
