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
    /// What works and is dangerous all the same.
    package private(set) var warnings: [ConfigurationProblem] = []
    /// The configuration or its problems.
    package private(set) var result: Result<ApplicationConfiguration, ConfigurationError> = .failure(
        ConfigurationError([]))

    /// Whether somebody was to be told, and what says so is wrong, which its own problem says.
    package var isNotificationWrong: Bool { hasProblem(about: .notification) }

    /// Whether a signing key is set and cannot be used, which its own problem says.
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

    /// Reads the environment.
    package init(_ environment: Environment) {
        self.environment = environment
        unknown = UnknownVariables(environment.variables)
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
        if let text = environment.value("RENDER_SYNC_QUEUE") {
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
        if let level = environment.value("RENDER_SYNC_LOG_LEVEL"), !levels.contains(level.lowercased()) {
            problems.append(.init("RENDER_SYNC_LOG_LEVEL", "expected one of " + levels.joined(separator: ", ")))
        }
        if let format = environment.value("RENDER_SYNC_LOG_FORMAT"), format != "json", format != "text" {
            problems.append(.init("RENDER_SYNC_LOG_FORMAT", "expected json or text"))
        }
    }

    private mutating func seconds(_ variable: String, _ least: Int, _ fallback: Duration) -> Duration {
        guard let text = environment.value(variable) else { return fallback }
        guard let number = WholeNumber.read(text), (least...86_400).contains(number) else {
            problems.append(.init(variable, "expected whole seconds from \(least) to 86400"))
            return fallback
        }
        return .seconds(number)
    }

    private mutating func loadRunWideKeys() {
        for variable in ["INFISICAL_WEBHOOK_SECRET", "INFISICAL_WEBHOOK_SECRET_PREVIOUS"] {
            if let secret = credential(variable, about: .signingKey) {
                accept(secret, from: variable, scope: .everySync)
            }
        }
        // Also where every sync has a connection's own key.
        _ = credential("RENDER_API_KEY")
    }

    private mutating func accept(_ key: Secret, from variable: String, scope: SigningKey.Scope) {
        signingKeys.append(SigningKey(key, scope: scope))
        guard key.exposed.utf8.count < 16 else { return }
        let warning = ConfigurationProblem(
            variable, "a signing key of less than 16 bytes can be guessed: make one with openssl rand -hex 32")
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    private mutating func credential(
        _ variable: String, about topic: ConfigurationProblem.Topic = .other
    ) -> Secret? {
        switch environment.credential(variable) {
        case .success(let secret): return secret
        case .failure(let found):
            note(found.about(topic))
            return nil
        }
    }

    /// Once, though many syncs may share what is wrong.
    private mutating func note(_ problem: ConfigurationProblem) {
        if !problems.contains(problem) { problems.append(problem) }
    }

    // MARK: Syncs

    private mutating func loadSyncs(_ names: [String]?) -> [SyncConfiguration] {
        var defaults = RawSync()
        readFields(VariableNames.single, into: &defaults)
        guard let names else {
            let fields = VariableNames.fields(VariableNames.single)
            let isConfigured =
                environment.variables.keys.contains { $0 == VariableNames.single || fields.contains($0) }
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
            var raw = RawSync()
            readJSON(VariableNames.single, into: &raw)
            readFields(VariableNames.single, into: &raw)
            let name = raw.values[.name].flatMap { $0.text.isEmpty ? nil : $0.text } ?? "default"
            return build(name: name, prefix: VariableNames.single, raw: raw).map { [$0] } ?? []
        }
        return names.compactMap { name in
            var raw = defaults
            let prefix = VariableNames.prefix(name)
            readJSON(prefix, into: &raw)
            readFields(prefix, into: &raw)
            return build(name: name, prefix: prefix, raw: raw)
        }
    }

    private mutating func readJSON(_ variable: String, into raw: inout RawSync) {
        guard let json = environment.variables[variable] else { return }
        raw.read(json: json, variable: variable, problems: &problems)
        if raw.isIncomplete { knowsEverySync = false }
    }

    private func readFields(_ prefix: String, into raw: inout RawSync) {
        for field in Field.allCases where field != .webhookSecret {
            let variable = "\(prefix)_\(field.rawValue)"
            if let text = environment.variables[variable] { raw.set(field, text, from: variable) }
        }
    }

    private mutating func build(name: String, prefix: String, raw: RawSync) -> SyncConfiguration? {
        let field = Field.webhookSecret.rawValue
        let webhookSecret =
            ownSigningKey("\(prefix)_\(field)") ?? signingKey(raw)
            ?? ownSigningKey("\(VariableNames.single)_\(field)")
        if let id = raw.values[.connectionID]?.text { noteConnection(id) }
        if let webhookSecret { accept(webhookSecret, from: "\(prefix)_\(field)", scope: .sync(ExactText(name))) }
        var builder = SyncBuilder(name: name, prefix: prefix, raw: raw)
        let sync = builder.build(webhookSecret: webhookSecret, renderAPIKey: renderAPIKey)
        for problem in builder.problems { note(problem) }
        return sync
    }

    /// Set but empty is an error: the sync would be triggered by every other key.
    private mutating func ownSigningKey(_ variable: String) -> Secret? {
        for name in [variable, variable + "_FILE"] where environment.variables[name] == "" {
            note(.init(name, ValueFault.empty, about: .signingKey))
        }
        return credential(variable, about: .signingKey)
    }

    /// The signing key in the sync's JSON.
    private mutating func signingKey(_ raw: RawSync) -> Secret? {
        guard let value = raw.values[.webhookSecret] else { return nil }
        switch Environment.checked(value.text, value.origin) {
        case .success(let secret): return secret
        case .failure(let found):
            note(found.about(.signingKey))
            return nil
        }
    }

    /// Two connections that share a variable would share a key.
    private mutating func noteConnection(_ id: String) {
        let variable = VariableNames.connectionKey(id)
        let owner = connections[variable] ?? id
        connections[variable] = owner
        guard !owner.hasSameBytes(as: id) else { return }
        note(.init(variable, "two connection ids make this one variable: change one of them"))
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
