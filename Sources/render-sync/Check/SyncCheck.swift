// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// Looks at one sync: both sides, what a push would do, and whether changes come here.
struct SyncCheck: Sendable {
    let sync: SyncConfiguration
    private let pushes: PushFactory
    private let lists: InfisicalLists
    private let watch: DeliveryWatch

    init(_ sync: SyncConfiguration, _ pushes: PushFactory, _ lists: InfisicalLists, watch: DeliveryWatch) {
        self.sync = sync
        self.pushes = pushes
        self.lists = lists
        self.watch = watch
    }

    /// `found` gets each part as soon as it is known.
    func run(_ found: @escaping @Sendable (CheckReport) -> Void) async {
        let sides = pushes.sides(sync)
        async let destination = destinationState(sides.destination, found)
        async let source = sourceSecrets(sides.source, found)
        async let webhooks: Void = checkWebhook(found)
        async let others: Void = checkForeignSyncs(found)
        if let secrets = await source {
            if let state = await destination {
                found(report(plan: Planner(for: sync).draft(from: secrets, to: state)))
            }
            await checkImports(secrets.importedFolders, found)
        }
        _ = await (destination, webhooks, others)
    }

    // MARK: Both sides

    private func sourceSecrets(
        _ source: any SecretSource, _ found: @Sendable (CheckReport) -> Void
    ) async -> SourceSecrets? {
        do throws(CallFailure) {
            let secrets = try await source.read()
            found(report(source: secrets))
            return secrets
        } catch {
            found(unreachable("Infisical", error))
            return nil
        }
    }

    private func destinationState(
        _ destination: any SecretDestination, _ found: @Sendable (CheckReport) -> Void
    ) async -> DestinationState? {
        do throws(CallFailure) {
            let state = try await destination.read()
            found(report(destination: state, canReplaceAll: destination.canReplaceAll))
            return state
        } catch {
            found(unreachable("Render", error))
            return nil
        }
    }

    // MARK: Deliveries

    private func checkWebhook(_ found: @Sendable (CheckReport) -> Void) async {
        switch await lists.webhooks(sync.source.projectID, sync.source.environment) {
        case .read(let webhooks): found(watch.report(webhooks: webhooks))
        case .unreadable(let reason): found(unread("webhook", reason))
        }
    }

    private func checkForeignSyncs(_ found: @Sendable (CheckReport) -> Void) async {
        switch await lists.foreignSyncs(sync.source.projectID) {
        case .read(let syncs): found(watch.report(foreign: syncs))
        case .unreadable(let reason): found(unread("Infisical's syncs", reason))
        }
    }

    private func checkImports(_ folders: [ImportedFolder], _ found: @Sendable (CheckReport) -> Void) async {
        guard !folders.isEmpty else { return }
        var all: [Webhook]? = []
        for environment in Set(folders.map { Key($0.environment) }).sorted() {
            if case .read(let webhooks) = await lists.webhooks(sync.source.projectID, environment.name) {
                all?.append(contentsOf: webhooks)
            } else {
                all = nil
                break
            }
        }
        found(watch.report(imports: folders, webhooks: all))
    }
}
