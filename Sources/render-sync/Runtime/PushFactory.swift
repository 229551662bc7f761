// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import InfisicalAPI
import Logging
import NIOConcurrencyHelpers
import RenderAPI
import Setup
import SyncCore

/// Builds pushes: joins a sync with the two APIs, and keeps what outlives a push (a token, a rate limit, what was seen of a
/// source).
final class PushFactory: Sendable {
    let configuration: ApplicationConfiguration
    private let clients: APIClients
    private let time: TimeSource
    let stop: Latch
    private let abandon: Latch
    private let session: InfisicalSession
    private let progress: @Sendable (PushProgress, _ sync: String) -> Void
    private let rateLimiters = NIOLockedValueBox<[Secret: RenderRateLimiter]>([:])
    private let followed = FollowedDeploys()
    private let memories = NIOLockedValueBox<[SyncSource: SourceMemory]>([:])

    init(
        _ configuration: ApplicationConfiguration, clients: APIClients, time: TimeSource, stop: Latch, abandon: Latch,
        executor: (any TaskExecutor)? = nil, readFile: @escaping @Sendable (String) -> String?,
        progress: @escaping @Sendable (PushProgress, _ sync: String) -> Void
    ) {
        self.configuration = configuration
        self.clients = clients
        self.time = time
        self.stop = stop
        self.abandon = abandon
        self.progress = progress
        session = InfisicalSession(
            configuration.infisical, time: time, executor: executor, readFile: readFile)
    }

    /// A push of a sync, with a deadline that begins now. `expiry`, on the clock of `uptime`, ends it earlier.
    func push(
        _ sync: SyncConfiguration, for occasion: PushOccasion = .command, until expiry: Duration? = nil,
        turn: PushTurn = .unshared
    ) -> Push {
        push(sync, deadline(until: expiry), CallCounter(), for: occasion, turn: turn)
    }

    /// What a command would do, without a write.
    func preview(_ sync: SyncConfiguration) -> Preview {
        let (deadline, counter) = (deadline(), CallCounter())
        return Preview(
            sync, source: source(sync, deadline, counter), memory: memory(sync.source),
            destination: destination(sync, deadline, counter), deadline: deadline, counter: counter)
    }

    /// Does the command's work as it was shown.
    func perform(_ command: Command, _ sync: SyncConfiguration, _ shown: ShownChanges) async -> PushReport {
        switch command {
        case .sync: await push(sync).run()
        case .plan: await preview(sync).run(.plan)
        case .initialize: await firstSync(sync, shown).run()
        case .import(let priority): await importing(sync, deadline(), CallCounter()).run(priority, shown)
        case .remove: await removal(sync, shown).run()
        }
    }

    /// Deletes from Render the keys that the source has, one at a time: what is left is not the sync's to write.
    private func removal(_ sync: SyncConfiguration, _ shown: ShownChanges) -> Push {
        var sync = sync
        sync.options.bulkWrites = .never
        return push(sync, deadline(), CallCounter(), .remove, shown: shown)
    }

    /// The import that the sync's first push begins with, and the push; one deadline and one count of calls for both.
    private func firstSync(_ sync: SyncConfiguration, _ shown: ShownChanges) -> FirstSync {
        let (deadline, counter) = (deadline(), CallCounter())
        return FirstSync(
            sync, shown: shown, importing: importing(sync, deadline, counter),
            push: { self.push(sync, deadline, counter, .initialize, shown: shown, imported: $0) })
    }

    private func push(
        _ sync: SyncConfiguration, _ deadline: Deadline, _ counter: CallCounter, _ command: Command = .sync,
        shown: ShownChanges? = nil, for occasion: PushOccasion = .command, imported: Set<Key> = [],
        turn: PushTurn = .unshared
    ) -> Push {
        Push(
            sync, command, shown: shown, for: occasion,
            source: SourceAfterImport(source(sync, deadline, counter), imported: imported), memory: memory(sync.source),
            destination: destination(sync, deadline, counter), deadline: deadline, counter: counter, turn: turn,
            followed: followed, progress: { [progress] in progress($0, sync.name) })
    }

    private func importing(_ sync: SyncConfiguration, _ deadline: Deadline, _ counter: CallCounter) -> Import {
        Import(
            sync, source: source(sync, deadline, counter), memory: memory(sync.source),
            destination: destination(sync, deadline, counter), deadline: deadline, counter: counter, log: clients.log)
    }

    /// The two sides of a sync, for a look at each alone.
    func sides(_ sync: SyncConfiguration) -> (source: any SecretSource, destination: any SecretDestination) {
        let (deadline, counter) = (deadline(), CallCounter())
        return (source(sync, deadline, counter), destination(sync, deadline, counter))
    }

    /// What the identity sees of its projects.
    func directory() -> InfisicalDirectory {
        InfisicalDirectory(session: session, client: clients.client(.infisical, deadline(), CallCounter()))
    }

    private func deadline(until expiry: Duration? = nil) -> Deadline {
        let limit = configuration.limits.timeout
        let left = expiry.map { max(.zero, $0 - time.uptime()) } ?? limit
        return Deadline(
            in: min(limit, left), time: time, stop: stop, abandon: abandon, limit: left < limit ? .function : .push)
    }

    private func source(_ sync: SyncConfiguration, _ deadline: Deadline, _ counter: CallCounter) -> InfisicalSource {
        InfisicalSource(
            sync.source, variablePrefix: sync.variablePrefix, session: session,
            client: clients.client(.infisical, deadline, counter))
    }

    private func memory(_ source: SyncSource) -> SourceMemory {
        memories.withLockedValue { memories in
            let memory = memories[source] ?? SourceMemory()
            memories[source] = memory
            return memory
        }
    }

    private func destination(
        _ sync: SyncConfiguration, _ deadline: Deadline, _ counter: CallCounter
    ) -> RenderDestination {
        // Render counts a user's requests: syncs that share a key share its limiter.
        let rateLimiter = rateLimiters.withLockedValue { rateLimiters in
            let rateLimiter = rateLimiters[sync.renderAPIKey.secret] ?? RenderRateLimiter(time: time)
            rateLimiters[sync.renderAPIKey.secret] = rateLimiter
            return rateLimiter
        }
        return RenderDestination(
            sync.destination, baseURL: configuration.renderURL, apiKey: sync.renderAPIKey.secret,
            variablePrefix: sync.variablePrefix, rateLimiter: rateLimiter
        ) { [clients] observe in
            clients.client(.render, deadline, counter, observe: observe)
        }
    }
}

extension PushFactory {
    /// For the one sync that was set up, which is not configured here; nil where other variables are wrong.
    convenience init?(for target: SetupTarget, name: String?, _ runtime: Runtime) {
        guard let destination = target.destination,
            let infisical = try? InfisicalConfiguration(runtime.environment),
            let render = try? RenderConfiguration(runtime.environment), let key = render.apiKeys.first
        else { return nil }
        let sync = SyncConfiguration(
            name: name ?? "default", variablePrefix: "RENDER_SYNC", source: target.source, destination: destination,
            renderAPIKey: key)
        self.init(
            ApplicationConfiguration(syncs: [sync], infisical: infisical, renderURL: render.url),
            clients: runtime.clients, time: runtime.time, stop: runtime.stop, abandon: Latch(),
            readFile: { [environment = runtime.environment] in try? environment.readFile($0).get() },
            progress: { _, _ in })
    }
}
