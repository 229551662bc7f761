// SPDX-License-Identifier: MIT

import CurlTransport
import Dispatch
import Glibc
import HTTPClient
import InfisicalAPI
import Logging
import RenderAPI
import SyncCore
import Synchronization

/// The process's own world: its environment, clock, signals, log and network.
struct Process: Sendable {
    let variables: [String: String]
    let loaded: ConfigurationLoader
    let timekeeper: Timekeeper
    let stop: StopSignal
    let log: Logger
    let coordinator: PushCoordinator
    let pusher: Pusher?

    /// Reads the real environment: the only place that does.
    init(
        progress: @escaping @Sendable (PushProgress) -> Void = { _ in },
        onReport: @escaping @Sendable (PushReport, _ isStopped: Bool) -> Void = { _, _ in }
    ) {
        let variables = Self.environment()
        let environment = SyncCore.Environment(variables, readFile: Self.readFile)
        let timekeeper = Timekeeper.system
        let stop = StopSignal()
        let log = StandardErrorLog.make(variables)
        let loaded = ConfigurationLoader(environment)
        var pusher: Pusher?
        if case .success(let configuration) = loaded.result {
            let options = CurlOptions(
                certificateAuthorities: CurlOptions.certificateAuthorities(in: variables),
                userAgent: "render-sync/\(RenderSync.version)")
            pusher = Pusher(
                configuration, transport: CurlTransport(options), timekeeper: timekeeper, stop: stop, log: log,
                readFile: Self.readFile, progress: progress)
        }
        self.variables = variables
        self.loaded = loaded
        self.timekeeper = timekeeper
        self.stop = stop
        self.log = log
        self.pusher = pusher
        let ready = pusher
        coordinator = PushCoordinator { sync in
            // Without a valid configuration no delivery gets as far as a push.
            let report = await ready?.push(sync).run() ?? PushReport(sync: sync.name, verdict: .misconfigured)
            onReport(report, stop.isRequested)
            return report
        }
    }

    /// Asks the process to end on SIGTERM and SIGINT; a call still in flight ten seconds later is ended too.
    func heedSignals() -> HeededSignals {
        // Whoever hangs up before the answer must not end the push.
        signal(SIGPIPE, SIG_IGN)
        return HeededSignals(
            sources: [SIGTERM, SIGINT].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { [stop, coordinator, timekeeper] in
                    stop.request()
                    Task {
                        await timekeeper.sleep(.seconds(10))
                        await coordinator.cancel()
                    }
                }
                source.resume()
                return source
            })
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
        let bound = 64 << 10
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: bound + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard count <= bound, ferror(file) == 0 else { return nil }
        return String(validating: bytes[..<count], as: UTF8.self)
    }
}

/// Signals are heeded for as long as this lives.
struct HeededSignals {
    fileprivate let sources: [any DispatchSourceSignal]

    func end() {
        for source in sources { source.cancel() }
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
