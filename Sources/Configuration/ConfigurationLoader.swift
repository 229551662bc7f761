// SPDX-License-Identifier: MIT

import Basics
import Logging
import SyncCore

/// Reads the whole configuration from an environment, and reports every problem at once.
package struct ConfigurationLoader: Sendable {
    /// The keys that deliveries may be signed with: known even when the rest of the configuration is broken, so that
    /// a forger is told nothing about it.
    package private(set) var signingKeys: [SigningKey] = []
    /// The limits, defaults where a variable is wrong.
    package private(set) var limits = RunLimits()
    /// Who is told of pushes: known even when the rest of the configuration is broken, so that somebody hears of that.
    package private(set) var notification: NotificationSettings?
    /// Settings that work but are dangerous.
    package private(set) var warnings: [ConfigurationProblem] = []
    /// The configuration or its problems.
    package private(set) var result: Result<ApplicationConfiguration, ConfigurationError> = .failure(
        ConfigurationError([]))

    /// Whether a notification variable is wrong, which has a problem of its own.
    package var isNotificationWrong: Bool { hasProblem(about: .notification) }

    /// Whether a signing key is set but cannot be used, which has a problem of its own.
    package var hasBrokenSigningKey: Bool { hasProblem(about: .signingKey) }

    private func hasProblem(about topic: ConfigurationProblem.Topic) -> Bool {
        guard case .failure(let error) = result else { return false }
        return !error.problems(about: topic).isEmpty
    }

    /// The run-wide variables that are read here.
    static let variables = [
        "RENDER_SYNC_SIGNATURE_TOLERANCE", "RENDER_SYNC_RESPOND_WITHIN", "RENDER_SYNC_TIMEOUT",
        "RENDER_SYNC_LOG_LEVEL", "RENDER_SYNC_LOG_FORMAT", "RENDER_SYNC_QUEUE",
    ]

    private let environment: Environment
    private var problems: [ConfigurationProblem] = []
    /// Connection ids by the variable of their key.
    private var connections: [String: String] = [:]
    private var unknown: UnknownVariables
    /// Whether every sync could be read, so that every name that may stand in a variable is known.
    private var knowsEverySync = true

    package init(_ environment: Environment) {
        unknown = UnknownVariables(environment.variables)
        let environment = environment.withoutForeignNames()
        self.environment = environment
        let names = syncNames()
        if knowsEverySync { unknown.refuseFields(ofSyncs: names) }
        loadLimits()
        checkLogSettings()
        loadRunWideKeys()
        let syncs = loadSyncs(names)
        if knowsEverySync { unknown.refuseKeys(ofOtherConnectionsThan: Set(connections.keys)) }
        let connection = ConnectionSettings(environment)
        let notification = NotificationReader(environment, allowHTTP: connection.allowsHTTP)
        problems = environment.faults(
            in: Self.variables + [VariableNames.list],
            before: unknown.problems + problems + connection.problems + notification.problems)
        self.notification = notification.settings
        warnings += notification.warnings
        problems.removeAll { environment.variables[$0.variable] == nil && unknown.meant.contains($0.variable) }
        DestinationConflicts.find(in: syncs).forEach { problems.append($0) }
        // What a file lacks would be reported as missing a second time.
        if !environment.fileProblems.isEmpty { problems = environment.fileProblems }
        if problems.isEmpty, let infisical = connection.infisical, let renderURL = connection.renderURL {
            result = .success(
                ApplicationConfiguration(syncs: syncs, infisical: infisical, renderURL: renderURL, limits: limits))
        } else {
            result = .failure(ConfigurationError(problems))
        }
    }

    // MARK: Names

    /// The named syncs; nil for the single, unnamed one.
    private mutating func syncNames() -> [String]? {
        guard let list = environment.variables[VariableNames.list] else { return nil }
        let names = SyncNames(list: list)
        problems += names.problems
        knowsEverySync = names.problems.isEmpty && !names.names.isEmpty
        if environment.variables[VariableNames.single] != nil {
            problems.append(
                .init(
                    VariableNames.single, "set together with RENDER_SYNCS: name it there and call it RENDER_SYNC_<NAME>"
                ))
        }
        return names.names
    }

    // MARK: Run-wide

    private mutating func loadLimits() {
        limits.signatureTolerance = seconds("RENDER_SYNC_SIGNATURE_TOLERANCE", 1, limits.signatureTolerance)
        limits.respondWithin = seconds("RENDER_SYNC_RESPOND_WITHIN", 0, limits.respondWithin)
        limits.timeout = seconds("RENDER_SYNC_TIMEOUT", 1, limits.timeout)
        if let text = environment.variables["RENDER_SYNC_QUEUE"] {
            limits.queue = QueueKind(rawValue: text)
            if limits.queue == nil {
                let kinds = QueueKind.allCases.map(\.rawValue).joined(separator: " or ")
                problems.append(.init("RENDER_SYNC_QUEUE", "expected \(kinds), or no such variable"))
            }
        }
    }

    /// The log is made before the configuration is read, by defaults where these are wrong.
    private mutating func checkLogSettings() {
        let levels = Logger.Level.allCases.map(\.rawValue)
        if let level = environment.variables["RENDER_SYNC_LOG_LEVEL"], !levels.contains(level.lowercased()) {
            problems.append(.init("RENDER_SYNC_LOG_LEVEL", "expected one of " + levels.joined(separator: ", ")))
        }
        if let format = environment.variables["RENDER_SYNC_LOG_FORMAT"], format != "json", format != "text" {
            problems.append(.init("RENDER_SYNC_LOG_FORMAT", "expected json or text"))
        }
    }

    private mutating func seconds(_ variable: String, _ least: Int, _ fallback: Duration) -> Duration {
        guard let text = environment.variables[variable] else { return fallback }
        guard let number = WholeNumber.read(text), (least...86_400).contains(number) else {
            problems.append(.init(variable, "expected whole seconds from \(least) to 86400"))
            return fallback
        }
        return .seconds(number)
    }

    private mutating func loadRunWideKeys() {
        for variable in ["INFISICAL_WEBHOOK_SECRET", "INFISICAL_WEBHOOK_SECRET_PREVIOUS"] {
            if let key = environment.credential(variable, about: .signingKey, &problems) {
                accept(key, from: variable, scope: .everySync)
            }
        }
        // Also where every sync has a connection's own key.
        _ = environment.credential("RENDER_API_KEY", &problems)
    }

    private mutating func accept(_ key: Secret, from variable: String, scope: SigningKey.Scope) {
        let signingKey = SigningKey(key, scope: scope)
        signingKeys.append(signingKey)
        guard signingKey.isShort else { return }
        warnings.note(
            .init(
                variable,
                "is shorter than \(SigningKey.leastLength) bytes and can be guessed: make one with openssl rand -hex 32"
            ))
    }

    // MARK: Syncs

    private mutating func loadSyncs(_ names: [String]?) -> [SyncConfiguration] {
        guard let names else {
            let fields = VariableNames.fields(VariableNames.single)
            let isConfigured =
                ([VariableNames.single] + fields).contains { environment.variables[$0] != nil }
                || fields.contains(where: unknown.meant.contains)
            if !isConfigured {
                let single = VariableNames.single
                problems.append(
                    .init(
                        single,
                        "no sync is configured: set \(single)_PROJECT_ID, \(single)_ENVIRONMENT and "
                            + "\(single)_SERVICE_ID, or name several in RENDER_SYNCS"))
                if case .failure(let found) = renderAPIKey(nil) { problems.append(found) }
                return []
            }
            let raw = read(VariableNames.single)
            return build(name: raw.text(.name) ?? "default", prefix: VariableNames.single, raw: raw).map { [$0] } ?? []
        }
        return names.compactMap { name in
            let prefix = VariableNames.prefix(name)
            return build(name: name, prefix: prefix, raw: read(prefix))
        }
    }

    private mutating func read(_ prefix: String) -> RawSync {
        let raw = RawSync(environment, prefix: prefix, problems: &problems)
        if raw.isIncomplete { knowsEverySync = false }
        return raw
    }

    private mutating func build(name: String, prefix: String, raw: RawSync) -> SyncConfiguration? {
        let own = raw.signingKey(environment, prefix: prefix, problems: &problems)
        if let id = raw.values[.connectionID]?.text { noteConnection(id) }
        if let own { accept(own.key, from: own.variable, scope: .sync(ExactText(name))) }
        var builder = SyncBuilder(name: name, prefix: prefix, raw: raw)
        let sync = builder.build(webhookSecret: own?.key, renderAPIKey: renderAPIKey)
        builder.problems.forEach { problems.note($0) }
        return sync
    }

    /// Two connections that share a variable would share a key.
    private mutating func noteConnection(_ id: String) {
        let variable = VariableNames.connectionKey(id)
        let owner = connections[variable] ?? id
        connections[variable] = owner
        guard !owner.hasSameBytes(as: id) else { return }
        problems.note(.init(variable, "two connection ids make this one variable: change one of them"))
    }

    private func renderAPIKey(_ connectionID: String?) -> Result<RenderAPIKey, ConfigurationProblem> {
        let shared = "RENDER_API_KEY"
        let own = connectionID.map(VariableNames.connectionKey)
        for variable in [own, shared].compactMap({ $0 }) {
            switch environment.credential(variable) {
            case .success(let secret?): return .success(RenderAPIKey(secret, variable: variable))
            case .success(nil): continue
            case .failure(let problem): return .failure(problem)
            }
        }
        let also = own.map { " (or \($0), for this connection alone)" } ?? ""
        return .failure(.init(shared, "missing: set it to a Render API key\(also)"))
    }
}
