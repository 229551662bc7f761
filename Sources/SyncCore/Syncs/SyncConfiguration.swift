// SPDX-License-Identifier: MIT

import Basics

/// One sync: what to read where, what to write where, and how.
package struct SyncConfiguration: Sendable {
    /// The name by which `RENDER_SYNCS`, the command line and reports know it.
    package var name: String
    /// What its variables begin with: `RENDER_SYNC` or `RENDER_SYNC_<NAME>`.
    package var variablePrefix: String
    /// Free text.
    package var description: String?
    /// The folder to read at Infisical.
    package var source: SyncSource
    /// What to write at Render.
    package var destination: SyncDestination
    /// The key that Render is asked with.
    package var renderAPIKey: RenderAPIKey
    /// Whether webhooks push this sync; commands always do.
    package var isAutoSyncEnabled = true
    /// The options that shape a plan and a push.
    package var options = SyncOptions()
    /// The signing key that alone triggers this sync, when it has one of its own.
    package var webhookSecret: Secret?
    /// Further places of the project whose changes trigger it.
    package var triggerPaths: [TriggerPath] = []

    package init(
        name: String, variablePrefix: String, source: SyncSource, destination: SyncDestination,
        renderAPIKey: RenderAPIKey
    ) {
        self.name = name
        self.variablePrefix = variablePrefix
        self.source = source
        self.destination = destination
        self.renderAPIKey = renderAPIKey
    }
}

/// A key for Render, and the variable that it came from.
package struct RenderAPIKey: Sendable {
    package var secret: Secret
    package var variable: String

    package init(_ secret: Secret, variable: String = "RENDER_API_KEY") {
        self.secret = secret
        self.variable = variable
    }
}

/// A folder of one environment of one Infisical project.
package struct SyncSource: Sendable, Hashable {
    /// The project's id.
    package var projectID: String
    /// The environment's slug.
    package var environment: String
    /// The folder.
    package var path: SecretPath
    /// Whether the folders below belong to it too.
    package var isRecursive: Bool

    package init(projectID: String, environment: String, path: SecretPath = .root, isRecursive: Bool = false) {
        self.projectID = projectID
        self.environment = environment
        self.path = path
        self.isRecursive = isRecursive
    }
}

/// What a sync writes at Render.
package struct SyncDestination: Sendable, Hashable, CustomStringConvertible {
    /// The holder of the variables or files.
    package enum Scope: Sendable, Hashable {
        /// A service, by its id (`srv-...`).
        case service(String)
        /// An environment group, by its id (`evg-...`).
        case environmentGroup(String)
    }

    /// What a secret becomes.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An environment variable.
        case env
        /// A secret file: the key is its name, the value its content.
        case file

        /// Whether Render takes the key: letters, digits, `_`, `-` and `.`; a variable's does not begin with a digit.
        func canHold(_ key: Key) -> Bool {
            key.hasAddress && ASCII.isWord(key.name, and: "_-.")
                && (self == .file || key.name.utf8.first.map(ASCII.isDigit) != true)
        }
    }

    /// The holder.
    package var scope: Scope
    /// Variables or files.
    package var kind: Kind

    package init(scope: Scope, kind: Kind = .env) {
        self.scope = scope
        self.kind = kind
    }

    package var description: String {
        let what = kind == .env ? "variables" : "secret files"
        return switch scope {
        case .service(let id): "\(what) of service \(id)"
        case .environmentGroup(let id): "\(what) of environment group \(id)"
        }
    }
}

/// The options that shape a plan and a push.
package struct SyncOptions: Sendable, Equatable {
    /// What the first sync does with what only Render has.
    package enum InitialSyncBehavior: String, Sendable, CaseIterable {
        /// Render is made to hold what Infisical holds.
        case overwriteDestination = "overwrite-destination"
        /// Import first; Infisical's value wins where both have one.
        case importPrioritizeSource = "import-prioritize-source"
        /// Import first; Render's value wins where both have one.
        case importPrioritizeDestination = "import-prioritize-destination"
    }

    /// How a redeploy is made (Render's `deployMode`).
    package enum DeployMode: String, Sendable, CaseIterable {
        /// Build, then deploy.
        case buildAndDeploy = "build_and_deploy"
        /// Deploy the last successful build.
        case deployOnly = "deploy_only"
    }

    /// When a service's variables are replaced by one call.
    package enum BulkWrites: String, Sendable, CaseIterable {
        /// When it saves calls and every key is the sync's own.
        case auto
        /// Whenever a service has something to change.
        case always
        /// Never.
        case never
    }

    /// What the first sync does.
    package var initialSyncBehavior = InitialSyncBehavior.overwriteDestination
    /// How names map.
    package var keySchema = KeySchema.identity
    /// Whether keys that the source lacks stay at Render.
    package var disableSecretDeletion = false
    /// Whether a change is followed by a redeploy.
    package var autoRedeployServices = false
    /// How a redeploy is made; nil leaves it to Render.
    package var deployMode: DeployMode?
    /// How long a push waits for its deploys to end; nil when it does not.
    package var deployWait: Duration?
    /// Whether an empty source may delete every managed key.
    package var allowEmptySource = false
    /// How many managed keys one push may delete.
    package var maxDeletions = DeletionLimit.standard
    /// When one call replaces everything.
    package var bulkWrites = BulkWrites.auto
    /// Whether the import that the first sync begins with has been made.
    package var isInitialSyncDone = false
    /// Which source names the sync manages.
    package var keyFilter = KeyFilter.everyKey
    /// Tag slugs: a secret without one of them is left out. Nil: no filter.
    package var tags: Set<Key>?
    /// Source names that must be there, or whose values must be fit to use.
    package var requiredKeys: [KeyGlob] = []
    /// Which warnings about values are given.
    package var warnings = Set(WarningKind.allCases)

    package init() {}

    /// Whether the sync may write or delete this destination key.
    package func manages(_ destination: Key) -> Bool {
        keySchema.sourceKey(for: destination).map(keyFilter.includes) ?? false
    }

    /// Whether every key of the destination is the sync's.
    package var managesEveryKey: Bool { keySchema.managesEveryKey && keyFilter == .everyKey }
}
