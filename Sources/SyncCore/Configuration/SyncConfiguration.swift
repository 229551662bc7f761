// SPDX-License-Identifier: MIT

/// One sync: what to read where, what to write where, and how.
public struct SyncConfiguration: Sendable {
    /// The name by which `RENDER_SYNCS`, the command line and reports know it.
    public var name: String
    /// What its variables begin with: `RENDER_SYNC` or `RENDER_SYNC_<NAME>`.
    public var variablePrefix: String
    /// Free text.
    public var description: String?
    /// The folder to read at Infisical.
    public var source: SyncSource
    /// What to write at Render.
    public var destination: SyncDestination
    /// The key that Render is asked with.
    public var renderAPIKey: Secret
    /// Whether webhooks push this sync; commands always do.
    public var isAutoSyncEnabled = true
    /// The options that shape a plan and a push.
    public var options = SyncOptions()
    /// The signing key that alone triggers this sync, when it has one of its own.
    public var webhookSecret: Secret?
    /// Further source paths whose changes trigger it.
    public var triggerPaths: [PathGlob] = []

    /// Takes what has no default.
    public init(
        name: String, variablePrefix: String, source: SyncSource, destination: SyncDestination, renderAPIKey: Secret
    ) {
        self.name = name
        self.variablePrefix = variablePrefix
        self.source = source
        self.destination = destination
        self.renderAPIKey = renderAPIKey
    }
}

/// A folder of one environment of one Infisical project.
public struct SyncSource: Sendable, Equatable {
    /// The project's id.
    public var projectID: String
    /// The environment's slug.
    public var environment: String
    /// The folder.
    public var path: SecretPath
    /// Whether the folders below belong to it too.
    public var isRecursive: Bool

    /// Takes all four.
    public init(projectID: String, environment: String, path: SecretPath = .root, isRecursive: Bool = false) {
        self.projectID = projectID
        self.environment = environment
        self.path = path
        self.isRecursive = isRecursive
    }
}

/// What a sync writes at Render.
public struct SyncDestination: Sendable, Hashable, CustomStringConvertible {
    /// The holder of the variables or files.
    public enum Scope: Sendable, Hashable {
        /// A service, by its id (`srv-...`).
        case service(String)
        /// An environment group, by its id (`evg-...`).
        case environmentGroup(String)
    }

    /// What a secret becomes.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An environment variable.
        case env
        /// A secret file: the key is its name, the value its content.
        case file
    }

    /// The holder.
    public var scope: Scope
    /// Variables or files.
    public var kind: Kind

    /// Takes both.
    public init(scope: Scope, kind: Kind = .env) {
        self.scope = scope
        self.kind = kind
    }

    public var description: String {
        let what = kind == .env ? "variables" : "secret files"
        return switch scope {
        case .service(let id): "\(what) of service \(id)"
        case .environmentGroup(let id): "\(what) of environment group \(id)"
        }
    }
}

/// The options that shape a plan and a push.
public struct SyncOptions: Sendable, Equatable {
    /// What the first sync does with what only Render has.
    public enum InitialSyncBehavior: String, Sendable, CaseIterable {
        /// Render is made to hold what Infisical holds.
        case overwriteDestination = "overwrite-destination"
        /// Import first; Infisical's value wins where both have one.
        case importPrioritizeSource = "import-prioritize-source"
        /// Import first; Render's value wins where both have one.
        case importPrioritizeDestination = "import-prioritize-destination"
    }

    /// How a redeploy is made (Render's `deployMode`).
    public enum DeployMode: String, Sendable, CaseIterable {
        /// Build, then deploy.
        case buildAndDeploy = "build_and_deploy"
        /// Deploy the last successful build.
        case deployOnly = "deploy_only"
    }

    /// When a service's variables are replaced by one call.
    public enum BulkWrites: String, Sendable, CaseIterable {
        /// When it saves calls and every key is the sync's own.
        case auto
        /// Whenever a service has something to change.
        case always
        /// Never.
        case never
    }

    /// What the first sync does.
    public var initialSyncBehavior = InitialSyncBehavior.overwriteDestination
    /// How names map.
    public var keySchema = KeySchema.identity
    /// Whether keys that the source lacks stay at Render.
    public var disableSecretDeletion = false
    /// Whether a change is followed by a redeploy.
    public var autoRedeployServices = false
    /// How a redeploy is made; nil leaves it to Render.
    public var deployMode: DeployMode?
    /// Whether an empty source may delete every managed key.
    public var allowEmptySource = false
    /// The most deletions one push may make; nil for any number.
    public var maxDeletions: Int?
    /// When one call replaces everything.
    public var bulkWrites = BulkWrites.auto

    /// All defaults.
    public init() {}
}
