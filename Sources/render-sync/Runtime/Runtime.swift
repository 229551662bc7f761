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
import NIOConcurrencyHelpers
import Notifications
import SyncCore

/// The process's own world: its environment, clock, signals, log and network.
struct Runtime: Sendable {
    let environment: Configuration.Environment
    let loaded: ConfigurationLoader
    let time: TimeSource
    let stop: Latch
    /// Opened by a second signal: what would outlive the first does not outlive this.
    let abandon: Latch
    let log: Logger
    /// The one for Infisical first, where that is another.
    private let transports: [CurlTransport]
    let clients: APIClients
    let coordinator: PushCoordinator
    let pushes: PushFactory?
    /// Whether a person may be watching.
    let isInteractive: Bool
    /// Nil where nobody is to be told.
    let notifier: Notifier?

    /// Reads the real environment; nothing else does. `work` replaces the push of a sync; `executor` is where it runs if
    /// not on Swift's own threads. Without options there are no further files and nothing is asked about colours.
    init(
        _ options: CommonOptions? = nil, isInteractive: Bool = false, executor: MainThreadExecutor? = nil,
        work: @escaping @Sendable (PushFactory, SyncConfiguration, PushOccasion, PushTurn) async -> PushReport = {
            await $0.push($1, for: $2, turn: $3).run()
        }
    ) {
        let files = options?.envFile ?? []
        environment = ProcessEnvironment.read(files)
        if !files.isEmpty { ProcessEnvironment.exportProxies(environment) }
        let variables = environment.variables
        Terminal.shared.withLockedValue { $0 = Terminal(options?.color ?? .auto, variables) }
        self.isInteractive = isInteractive
        time = .system
        (stop, abandon) = (Latch(), Latch())
        log = StandardErrorLogHandler.make(variables)
        loaded = ConfigurationLoader(environment)
        transports = Self.transports(variables)
        let (infisical, others) = (transports[0], transports[transports.count - 1])
        clients = APIClients(transport: { $0 == .infisical ? infisical : others }, log: log)
        if case .success(let configuration) = loaded.result {
            pushes = PushFactory(
                configuration, clients: clients, time: time, stop: stop, abandon: abandon, executor: executor,
                readFile: { try? FileText.read($0).get() }, progress: ProgressLine.watcher(isInteractive, time, log))
        } else {
            pushes = nil
        }
        notifier = Self.notifier(loaded.notification, variables, time, abandon)
        coordinator = PushCoordinator(on: executor) { [pushes] sync, occasion, turn in
            // Without a valid configuration no delivery gets as far as a push.
            guard let pushes else { return PushReport(sync: sync.name, verdict: .misconfigured) }
            return await work(pushes, sync, occasion, turn)
        }
    }

    /// One for Infisical where it has authorities of its own, and one for everything else.
    private static func transports(_ variables: [String: String]) -> [CurlTransport] {
        [infisicalOptions(variables), curlOptions(variables)].compactMap { $0 }.map { CurlTransport($0) }
    }

    /// Where Infisical has authorities of its own.
    private static func infisicalOptions(_ variables: [String: String]) -> CurlOptions? {
        let variable = InfisicalConfiguration.authoritiesVariable
        guard let file = variables[variable], !file.isEmpty else { return nil }
        var options = curlOptions(variables)
        options.certificateAuthorities = file
        options.certificateVariable = variable
        return options
    }

    /// With a transport of its own: nothing that a receiver does holds a push up.
    private static func notifier(
        _ settings: NotificationSettings?, _ variables: [String: String], _ time: TimeSource, _ abandon: Latch
    ) -> Notifier? {
        var options = curlOptions(variables)
        options.bound = Notifier.answerBound
        return settings.map {
            Notifier($0, transport: CurlTransport(options), time: time, abandon: abandon)
        }
    }

    private static func curlOptions(_ variables: [String: String]) -> CurlOptions {
        CurlOptions(environment: variables, userAgent: "render-sync/\(RenderSync.version)")
    }

    var variables: [String: String] { environment.variables }

    /// What `handle` reads the delivery from.
    func standardInput(signature: String?) -> StandardInput {
        StandardInput(
            stream: StandardStream(), environment: variables, signature: signature, time: time, stop: stop)
    }

    /// What front doors ask about a request. With `respondWithin`, the response comes no later, and a longer push goes
    /// on after it. A queue forgets what it was told, so that behind one the response comes when the push has ended.
    /// `expiry`, on the clock of `uptime`, is when a notification must have been sent.
    func endpoint(
        _ coordinator: PushCoordinator? = nil, behind queue: QueueKind? = nil, recent: RecentDeliveries? = nil,
        respondWithin: Duration? = nil, until expiry: Duration? = nil, log: Logger? = nil
    ) -> WebhookEndpoint {
        let log = log ?? self.log
        let decider = DeliveryDecider(
            keys: loaded.signingKeys, tolerance: loaded.limits.signatureTolerance,
            syncs: loaded.result.map(\.syncs), notifies: notifier != nil)
        let pushes = DeliveryPushes(
            coordinator ?? self.coordinator, time: time, recent: recent,
            respondWithin: queue == nil ? respondWithin : nil,
            notify: notification(until: expiry, log: log))
        return WebhookEndpoint(
            decide: decider.decide, push: pushes.run, queue: queue, time: time, log: log)
    }

    /// Does the work of each of these syncs, at the same time where they have different destinations, and has somebody
    /// told.
    func run(_ syncs: [SyncConfiguration]) async -> DeliveryReport {
        observeSignals()
        let report = await perform(syncs)
        StandardErrorWriter.shared.endProgress()
        await notify(report, syncs)
        return report
    }

    /// Tells somebody of a delivery, if that is wanted.
    private func notification(until expiry: Duration?, log: Logger) -> DeliveryPushes.Notify? {
        guard let notifier else { return nil }
        return { report, delivery in
            await notifier.notify(
                report, event: delivery.event, syncs: delivery.syncs, until: expiry, log: log)
        }
    }

    /// Tells somebody of a command, if that is wanted.
    func notify(_ report: DeliveryReport, _ syncs: [SyncConfiguration]) async {
        await notifier?.notify(report, syncs: syncs, log: log)
    }

    /// Does the work without notifying.
    func perform(_ syncs: [SyncConfiguration]) async -> DeliveryReport {
        var tasks: [Task<PushReport, Never>] = []
        for sync in syncs { tasks.append(await coordinator.push(sync)) }
        var reports: [PushReport] = []
        for task in tasks { reports.append(await task.value) }
        return DeliveryReport(reports)
    }

    /// Ends a command that needs no more of the configuration than variables, where files of them are wrong.
    func requireFiles() throws(CommandFailure) {
        if !environment.fileProblems.isEmpty { throw CommandFailure(environment.fileProblems) }
    }

    /// Loads libcurl, for a push soon to come.
    func prepareTransports() {
        for transport in transports { transport.prepare() }
    }
}
