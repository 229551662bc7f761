// SPDX-License-Identifier: MIT

import Configuration
import SyncCore

/// Loads a configuration as tests want it: variables over a valid minimum, nil to take one away.
package struct Load {
    package let loader: ConfigurationLoader

    /// The least that is valid.
    package static let minimum = [
        "INFISICAL_TOKEN": "token-1", "RENDER_API_KEY": "rnd_1", "RENDER_SYNC_PROJECT_ID": "project-1",
        "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SERVICE_ID": "srv-1",
    ]

    /// Variables over the minimum.
    package init(_ changes: [String: String?] = [:], files: [String: String] = [:]) {
        self.init(
            only: Self.minimum.merging(changes.compactMapValues { $0 }) { $1 }
                .filter { changes[$0.key] != .some(nil) }, files: files)
    }

    /// These variables and no others.
    package init(only variables: [String: String], files: [String: String] = [:]) {
        loader = ConfigurationLoader(
            Environment(variables, readFile: { path in files[path].map { .success($0) } ?? .failure(.missing) }))
    }

    /// Two APIs that can be reached and one sync, as JSON in `RENDER_SYNC`.
    package init(json: String, _ changes: [String: String] = [:]) {
        self.init(
            only: ["INFISICAL_TOKEN": "token-1", "RENDER_API_KEY": "rnd_1", "RENDER_SYNC": json]
                .merging(changes) { $1 })
    }

    package var configuration: ApplicationConfiguration {
        get throws { try loader.result.get() }
    }

    /// The first, usually the only, sync.
    package var sync: SyncConfiguration {
        get throws {
            guard let sync = try configuration.syncs.first else { throw NoSync() }
            return sync
        }
    }

    /// All problems, one text each.
    package var problems: [String] {
        guard case .failure(let error) = loader.result else { return [] }
        return error.problems.map(\.description)
    }

    /// The variables that have a problem.
    package var faulty: [String] {
        guard case .failure(let error) = loader.result else { return [] }
        return error.problems.map(\.variable)
    }

    package struct NoSync: Error {}
}
