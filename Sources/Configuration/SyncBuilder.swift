// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// Turns a sync's raw fields into a sync; collects every problem on the way.
struct SyncBuilder {
    let name: String
    /// What the sync's variables begin with.
    let prefix: String
    let raw: RawSync
    private(set) var problems: [ConfigurationProblem] = []

    init(name: String, prefix: String, raw: RawSync) {
        self.name = name
        self.prefix = prefix
        self.raw = raw
    }

    /// The sync, or nil and at least one problem. `renderAPIKey` finds the key of a connection.
    mutating func build(
        webhookSecret: Secret?, renderAPIKey: (String?) -> Result<RenderAPIKey, ConfigurationProblem>
    ) -> SyncConfiguration? {
        let project = required(.projectID, "the Infisical project's id")
        let environment = required(.environment, "the environment's slug")
        let destination = self.destination()
        let options = self.options(environment: environment ?? "")
        let isRecursive = boolean(.recursive, default: false)
        if isRecursive, options.initialSyncBehavior != .overwriteDestination {
            problem(.recursive, "may not be combined with an initial sync behavior other than overwrite-destination")
        }
        let isEnabled = boolean(.autoSyncEnabled, default: true)
        let path = text(.secretPath)
        let triggerPaths = self.triggerPaths()
        _ = text(.name)
        var apiKey: RenderAPIKey?
        switch renderAPIKey(text(.connectionID)) {
        case .success(let key): apiKey = key
        case .failure(let found): problems.append(found)
        }
        guard problems.isEmpty, !raw.isIncomplete, let project, let environment, let destination, let apiKey else {
            return nil
        }
        let source = SyncSource(
            projectID: project, environment: environment, path: SecretPath(path ?? "/"),
            isRecursive: isRecursive)
        var sync = SyncConfiguration(
            name: name, variablePrefix: prefix, source: source, destination: destination,
            renderAPIKey: apiKey)
        sync.description = text(.description)
        sync.isAutoSyncEnabled = isEnabled
        sync.options = options
        sync.webhookSecret = webhookSecret
        sync.triggerPaths = triggerPaths
        return sync
    }

    private mutating func triggerPaths() -> [TriggerPath] {
        let texts = list(.triggerPaths) ?? []
        let paths = texts.compactMap { TriggerPath($0) }
        if paths.count < texts.count {
            problem(.triggerPaths, "expected paths, or environment:path, separated by commas")
        }
        return paths
    }

    private mutating func options(environment: String) -> SyncOptions {
        var options = SyncOptions()
        options.initialSyncBehavior = choice(.initialSyncBehavior) ?? .overwriteDestination
        options.disableSecretDeletion = boolean(.disableSecretDeletion, default: false)
        options.autoRedeployServices = boolean(.autoRedeployServices, default: false)
        options.deployMode = choice(.deployMode)
        options.allowEmptySource = boolean(.allowEmptySource, default: false)
        options.bulkWrites = choice(.bulkWrites) ?? .auto
        options.isInitialSyncDone = boolean(.initialSyncDone, default: false)
        if let text = text(.maxDeletions) {
            if let limit = DeletionLimit(text) {
                options.maxDeletions = limit
            } else {
                problem(.maxDeletions, "expected a whole number, a percentage such as 30%, or none")
            }
        }
        if let text = text(.waitForDeploy) {
            if let seconds = WholeNumber.read(text), (0...86_400).contains(seconds) {
                options.deployWait = seconds > 0 ? .seconds(seconds) : nil
            } else {
                problem(.waitForDeploy, "expected whole seconds from 0, which does not wait, to 86400")
            }
        }
        options.tags = list(.tags).map { Set($0.map { Key($0) }) }
        options.keyFilter = KeyFilter(included: globs(.includeKeys), excluded: globs(.excludeKeys) ?? [])
        options.requiredKeys = globs(.requiredKeys) ?? []
        if let kinds = warnings() { options.warnings = kinds }
        if let template = text(.keySchema) {
            do throws(KeySchemaError) {
                options.keySchema = try KeySchema(template, environment: environment)
            } catch {
                problem(.keySchema, Self.expectation(error))
            }
        }
        return options
    }

    private mutating func globs(_ field: Field) -> [KeyGlob]? { list(field)?.map { KeyGlob($0) } }

    private mutating func warnings() -> Set<WarningKind>? {
        guard let names = list(.warnings) else { return nil }
        switch names {
        case ["all"]: return Set(WarningKind.allCases)
        case ["none"]: return []
        default: break
        }
        let kinds = names.compactMap { WarningKind(rawValue: $0) }
        if kinds.count == names.count { return Set(kinds) }
        let known = WarningKind.allCases.map(\.rawValue).joined(separator: ", ")
        problem(.warnings, "expected all, none, or some of \(known)")
        return nil
    }

    private static func expectation(_ error: KeySchemaError) -> String {
        switch error {
        case .tooLong: "expected at most 255 characters"
        case .notOnePlaceholder: "expected exactly one {{secretKey}}, as in MYAPP_{{secretKey}}"
        case .badCharacter:
            "expected only letters, digits, _, / and - around {{secretKey}} and {{environment}}"
        }
    }

    private mutating func destination() -> SyncDestination? {
        let kind: SyncDestination.Kind = choice(.type) ?? .env
        let service = renderID(.serviceID)
        let group = renderID(.environmentGroupID)
        enum Scope: String, CaseIterable {
            case service
            case group = "environment-group"
        }
        let scope: Scope? = choice(.scope)
        switch (scope, service, group) {
        case (.service?, let id?, _), (nil, let id?, nil):
            return SyncDestination(scope: .service(id), kind: kind)
        case (.group?, _, let id?), (nil, nil, let id?):
            return SyncDestination(scope: .environmentGroup(id), kind: kind)
        case (nil, _?, _?) where raw.values[.scope] == nil:
            problem(.scope, "both SERVICE_ID and ENVIRONMENT_GROUP_ID are set: say service or environment-group")
        case (.group?, _, nil):
            missing(.environmentGroupID, "the Render environment group's id (evg-...)")
        case (_, nil, nil) where raw.values[.environmentGroupID] == nil:
            missing(.serviceID, "the Render service's id (srv-...), or \(prefix)_ENVIRONMENT_GROUP_ID")
        case (.service?, nil, _?):
            missing(.serviceID, "the Render service's id (srv-...), as SCOPE says service")
        default: break
        }
        return nil
    }

    /// An id of Render's, which goes into a path, where dots and slashes would lead elsewhere.
    private mutating func renderID(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        let isService = field == .serviceID
        // A cron job's id has a prefix of its own.
        let own = isService ? ["srv-", "crn-"] : ["evg-"]
        if ASCII.isWord(text, and: "-_"), own.contains(where: text.hasPrefix) { return text }
        let other = isService ? Field.environmentGroupID : .serviceID
        switch text.prefix(4) {
        case "evg-" where isService:
            problem(field, "evg-... is an environment group's id: set \(prefix)_\(other.rawValue) instead")
        case "srv-" where !isService, "crn-" where !isService:
            problem(field, "\(text.prefix(4))... is a service's id: set \(prefix)_\(other.rawValue) instead")
        default:
            problem(
                field,
                "expected an id like \(own[0])..., not a name or an address: it is the last part of the address of its "
                    + "page in Render's Dashboard")
        }
        return nil
    }

    // MARK: Fields

    /// A set but empty field is an error: an unexpanded `${VARIABLE}` must not turn a guard off.
    private mutating func text(_ field: Field) -> String? {
        guard let value = raw.values[field] else { return nil }
        if field == .description { return value.text }
        guard let fault = value.text.isEmpty ? ValueFault.empty : field.fault(in: value.text) else {
            return value.text
        }
        let found = ConfigurationProblem(value.origin, fault)
        if !problems.contains(found) { problems.append(found) }
        return nil
    }

    /// The items of a comma-separated list.
    private mutating func list(_ field: Field) -> [String]? {
        guard let text = text(field) else { return nil }
        let items = text.split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
        if items.isEmpty { problem(field, "expected a comma-separated list") }
        return items
    }

    private mutating func required(_ field: Field, _ what: String) -> String? {
        missing(field, what)
        return text(field)
    }

    private mutating func boolean(_ field: Field, default fallback: Bool) -> Bool {
        guard let text = text(field) else { return fallback }
        if let flag = Bool(setting: text) { return flag }
        problem(field, "expected true or false")
        return fallback
    }

    private mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ field: Field) -> Choice? {
        guard let text = text(field) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        problem(field, "expected one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        return nil
    }

    private mutating func problem(_ field: Field, _ message: String) {
        problems.append(.init(raw.values[field]?.origin ?? "\(prefix)_\(field.rawValue)", message))
    }

    private mutating func missing(_ field: Field, _ what: String) {
        // What is there and wrong is reported for itself.
        guard !raw.isIncomplete, raw.values[field] == nil else { return }
        problems.append(.init("\(prefix)_\(field.rawValue)", "missing: set it to \(what)"))
    }
}
