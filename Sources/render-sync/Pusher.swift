// SPDX-License-Identifier: MIT

import HTTPClient
import InfisicalAPI
import Logging
import RenderAPI
import SyncCore

/// Builds pushes: joins a sync with the two APIs, and keeps what outlives a push (a token, a rate limit).
final class Pusher: Sendable {
    let configuration: Configuration
    private let transport: any HTTPTransport
    private let timekeeper: Timekeeper
    let stop: StopSignal
    private let log: Logger
    private let session: InfisicalSession
    private let progress: @Sendable (PushProgress) -> Void
    private let budgets = Locked<[Secret: RateBudget]>([:])

    init(
        _ configuration: Configuration, transport: any HTTPTransport, timekeeper: Timekeeper, stop: StopSignal,
        log: Logger, executor: (any TaskExecutor)? = nil, readFile: @escaping @Sendable (String) -> String?,
        progress: @escaping @Sendable (PushProgress) -> Void
    ) {
        self.configuration = configuration
        self.transport = transport
        self.timekeeper = timekeeper
        self.stop = stop
        self.log = log
        self.progress = progress
        session = InfisicalSession(
            configuration.infisical, timekeeper: timekeeper, executor: executor, readFile: readFile)
    }

    /// A push of a sync, with a deadline that begins now. `expiry`, on the clock of `uptime`, ends it earlier.
    func push(_ sync: SyncConfiguration, until expiry: Duration? = nil) -> Push {
        push(sync, deadline(until: expiry), CallLedger())
    }

    /// Takes away from Render what the source has. One key at a time: what is left is not the sync's to write.
    func removal(_ sync: SyncConfiguration) -> Push {
        var sync = sync
        sync.options.bulkWrites = .never
        return push(sync, deadline(), CallLedger(), goal: .removal)
    }

    /// An import into Infisical, without a push.
    func importing(_ sync: SyncConfiguration) -> Import {
        importing(sync, deadline(), CallLedger())
    }

    /// The import that the sync's first push begins with, and the push; one deadline and one count of calls for both.
    func firstSync(_ sync: SyncConfiguration) -> FirstSync {
        let (deadline, ledger) = (deadline(), CallLedger())
        return FirstSync(
            sync.options.initialSyncBehavior, importing: importing(sync, deadline, ledger),
            push: { self.push(sync, deadline, ledger, imported: $0) })
    }

    private func push(
        _ sync: SyncConfiguration, _ deadline: Deadline, _ ledger: CallLedger, goal: Push.Goal = .source,
        imported: Set<Key> = []
    ) -> Push {
        Push(
            sync, goal: goal, source: SourceAfterImport(source(sync, deadline, ledger), imported: imported),
            destination: destination(sync, deadline, ledger), deadline: deadline, ledger: ledger, progress: progress)
    }

    private func importing(_ sync: SyncConfiguration, _ deadline: Deadline, _ ledger: CallLedger) -> Import {
        Import(
            sync, source: source(sync, deadline, ledger), destination: destination(sync, deadline, ledger),
            deadline: deadline, ledger: ledger, log: log)
    }

    /// The two sides of a sync, for a look at each alone.
    func sides(_ sync: SyncConfiguration) -> (source: any SecretSource, destination: any SecretDestination) {
        let (deadline, ledger) = (deadline(), CallLedger())
        return (source(sync, deadline, ledger), destination(sync, deadline, ledger))
    }

    private func deadline(until expiry: Duration? = nil) -> Deadline {
        let limit = configuration.limits.timeout
        let left = expiry.map { max(.zero, $0 - timekeeper.uptime()) } ?? limit
        return Deadline(in: min(limit, left), timekeeper: timekeeper, stop: stop)
    }

    private func source(_ sync: SyncConfiguration, _ deadline: Deadline, _ ledger: CallLedger) -> InfisicalSource {
        let caller = APICaller(.infisical, transport: transport, deadline: deadline, ledger: ledger, log: log)
        return InfisicalSource(sync.source, session: session, caller: caller)
    }

    private func destination(
        _ sync: SyncConfiguration, _ deadline: Deadline, _ ledger: CallLedger
    ) -> RenderDestination {
        // Render counts a user's requests: syncs that share a key share the budget.
        let budget = budgets.withLock { budgets in
            let budget = budgets[sync.renderAPIKey] ?? RateBudget(timekeeper: timekeeper)
            budgets[sync.renderAPIKey] = budget
            return budget
        }
        return RenderDestination(
            sync.destination, baseURL: configuration.renderURL, apiKey: sync.renderAPIKey, budget: budget
        ) { [transport, log] observe in
            APICaller(
                .render, transport: transport, deadline: deadline, ledger: ledger, log: log, observe: observe)
        }
    }
}
