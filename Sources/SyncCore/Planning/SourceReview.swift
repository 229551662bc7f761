// SPDX-License-Identifier: MIT

import Basics
import JSON

/// What the managed secrets of a source want Render to hold, and what is wrong with them.
struct SourceReview {
    /// The entries, by destination key. An empty value is absent for Render.
    private(set) var wanted: [Key: Secret]
    /// Destination keys of secrets with an empty value.
    private(set) var empty: [Key] = []
    /// Destination keys that a refusal is about: a plan says nothing of them.
    private(set) var doubtful: Set<Key> = []
    private(set) var refusals: [GuardRefusal] = []
    private(set) var warnings: [PlanWarning] = []

    private let options: SyncOptions
    private let kind: SyncDestination.Kind

    init(_ source: SourceSecrets, _ sync: SyncConfiguration) {
        options = sync.options
        kind = sync.destination.kind
        let secrets = sync.options.managed(source.secrets)
        wanted = Dictionary(minimumCapacity: secrets.count)
        takeEntries(secrets)
        checkText(secrets)
        checkHoldable()
        let flawed = flawed(secrets)
        checkRequired(source.secrets, secrets, flawed, variable: "\(sync.variablePrefix)_REQUIRED_KEYS")
        warn(flawed, source.emptyImports)
    }

    // MARK: Refusals

    private mutating func takeEntries(_ secrets: [SourceSecret]) {
        let hidden = secrets.filter(\.isHidden)
        if !hidden.isEmpty { refuse(.hiddenValues(hidden.map(\.key).sorted()), hidden.map(destinationKey)) }
        var twice: Set<Key> = []
        for secret in secrets {
            let key = destinationKey(secret)
            if wanted.updateValue(secret.value, forKey: key) != nil { twice.insert(key) }
            if secret.value.isEmpty, !secret.isHidden { empty.append(key) }
        }
        empty.sort()
        if !twice.isEmpty {
            let collisions = twice.sorted().map { key in
                KeyCollision(key, paths: secrets.filter { destinationKey($0) == key }.map(\.path))
            }
            refuse(.collisions(collisions), twice.sorted())
        }
        empty.removeAll { doubtful.contains($0) }
        for key in empty { wanted[key] = nil }
        for key in doubtful { wanted[key] = nil }
    }

    private mutating func checkText(_ secrets: [SourceSecret]) {
        let broken = secrets.filter { $0.value.exposed.hasLoneSurrogate }
        if !broken.isEmpty { refuse(.brokenText(broken.map(\.key).sorted()), broken.map(destinationKey)) }
    }

    private mutating func checkHoldable() {
        let unholdable = wanted.keys.filter { !kind.canHold($0) }.sorted()
        if !unholdable.isEmpty { refuse(.unholdableKeys(unholdable, kind), unholdable) }
    }

    /// A plain name is looked for among all secrets: a filter that leaves out what is required does not make it fit.
    private mutating func checkRequired(
        _ all: [SourceSecret], _ managed: [SourceSecret], _ flawed: [Flawed], variable: String
    ) {
        guard !options.requiredKeys.isEmpty else { return }
        let globs = options.requiredKeys
        let plain = globs.compactMap(\.plainName)
        var faults = plain.filter { name in !all.contains { $0.key == name } }.map { RequirementFault($0, .missing) }
        let flaws = Dictionary(flawed.map { ($0.secret.key, $0.flaws) }, uniquingKeysWith: { $0.union($1) })
        for secret in managed where !secret.isHidden && globs.contains(where: { $0.matches(secret.key) }) {
            let found = flaws[secret.key] ?? []
            if secret.value.isEmpty {
                faults.append(.init(secret.key, .empty))
            } else if found.contains(.reference) {
                faults.append(.init(secret.key, .reference))
            } else if found.contains(.placeholder) {
                faults.append(.init(secret.key, .placeholder))
            }
        }
        guard !faults.isEmpty else { return }
        faults.sort { $0.key < $1.key }
        // What is only unfit to be pushed is still the source's: the plan shows it.
        refusals.append(.unmetRequirements(faults, variable: variable))
    }

    private mutating func refuse(_ refusal: GuardRefusal, _ keys: [Key]) {
        refusals.append(refusal)
        doubtful.formUnion(keys)
        for key in keys { wanted[key] = nil }
    }

    // MARK: Warnings

    /// A secret whose value looks wrong. Not a tuple: see `RenderDestination`.
    private struct Flawed {
        var secret: SourceSecret
        var flaws: ValueFlaws
    }

    private func flawed(_ secrets: [SourceSecret]) -> [Flawed] {
        guard !options.requiredKeys.isEmpty || !options.warnings.isEmpty else { return [] }
        return secrets.filter { !$0.isHidden && !$0.value.isEmpty }
            .map { Flawed(secret: $0, flaws: ValueFlaws(of: $0.value, kind: kind)) }.filter { !$0.flaws.isEmpty }
    }

    private mutating func warn(_ flawed: [Flawed], _ emptyImports: [String]) {
        func keys(_ flaw: ValueFlaws) -> [Key] {
            flawed.filter { $0.flaws.contains(flaw) }.map { destinationKey($0.secret) }.sorted()
        }
        let kinds: [(keys: [Key], warning: ([Key]) -> PlanWarning)] = [
            (keys(.reference), PlanWarning.unresolvedReference), (keys(.placeholder), PlanWarning.placeholder),
            (keys(.whiteSpace), PlanWarning.whiteSpace), (empty, PlanWarning.empty),
        ]
        warnings = kinds.filter { !$0.keys.isEmpty }.map { $0.warning($0.keys) }
        if !emptyImports.isEmpty { warnings.append(.emptyImport(emptyImports)) }
        warnings.removeAll { !options.warnings.contains($0.kind) }
    }

    private func destinationKey(_ secret: SourceSecret) -> Key { options.keySchema.destinationKey(for: secret.key) }
}

extension SyncOptions {
    /// The secrets that the sync manages.
    func managed(_ secrets: [SourceSecret]) -> [SourceSecret] {
        keyFilter == .everyKey ? secrets : secrets.filter { keyFilter.includes($0.key) }
    }
}
