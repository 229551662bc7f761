// SPDX-License-Identifier: MIT

import Basics
import InfisicalAPI
import SyncCore

/// What Infisical says of webhooks and syncs of its own, each list read once for all syncs.
actor InfisicalLists {
    enum Reading<Value: Sendable>: Sendable {
        case read(Value)
        /// With the reason: the identity may not, the server has no such list, or the call did not succeed.
        case unreadable(String)
    }

    private struct Place: Hashable {
        var project: Key
        var environment: Key
    }

    private let directory: InfisicalDirectory
    private var webhookTasks: [Place: Task<Reading<[Webhook]>, Never>] = [:]
    private var syncTasks: [Key: Task<Reading<[ForeignSync]>, Never>] = [:]

    init(_ directory: InfisicalDirectory) {
        self.directory = directory
    }

    /// The webhooks of one environment.
    func webhooks(_ project: String, _ environment: String) async -> Reading<[Webhook]> {
        let place = Place(project: Key(project), environment: Key(environment))
        return await Self.task(place, &webhookTasks) { [directory] () async throws(CallFailure) in
            try await directory.webhooks(project: project, environment: environment)
        }.value
    }

    /// Infisical's own Render Syncs.
    func foreignSyncs(_ project: String) async -> Reading<[ForeignSync]> {
        await Self.task(Key(project), &syncTasks) { [directory] () async throws(CallFailure) in
            try await directory.renderSyncs(project: project)
        }.value
    }

    /// The task that reads a list: one that has begun, or a new one.
    private static func task<ID, Value: Sendable>(
        _ id: ID, _ tasks: inout [ID: Task<Reading<Value>, Never>],
        _ call: @escaping @Sendable () async throws(CallFailure) -> Result<Value, Denial>
    ) -> Task<Reading<Value>, Never> {
        let task = tasks[id] ?? Task { await reading(call) }
        tasks[id] = task
        return task
    }

    private static func reading<Value>(
        _ call: () async throws(CallFailure) -> Result<Value, Denial>
    ) async -> Reading<Value> {
        do throws(CallFailure) {
            switch try await call() {
            case .success(let value): return .read(value)
            case .failure(let denial): return .unreadable(denial.message)
            }
        } catch {
            return .unreadable(error.message)
        }
    }
}
