// SPDX-License-Identifier: MIT

import Basics
import JSON

/// Plans a push. Pure: no I/O, no clock, linear in the number of keys.
package struct Planner: Sendable {
    private let options: SyncOptions
    private let kind: SyncDestination.Kind
    private let variablePrefix: String

    /// Takes the sync's rules.
    package init(for sync: SyncConfiguration) {
        options = sync.options
        kind = sync.destination.kind
        variablePrefix = sync.variablePrefix
    }

    /// What turns the destination into what the source says, or why that is refused. `gone` is what the same push has
    /// deleted in earlier rounds.
    package func plan(
        from source: SourceSecrets, to destination: DestinationState, afterDeleting gone: [Key] = []
    ) throws(GuardRefusal) -> Plan {
        let wanted = try wantedEntries(source)
        var plan = Plan()
        plan.skipped = source.secrets.filter { $0.value.isEmpty }.map { options.keySchema.destinationKey(for: $0.key) }
            .sorted()
        for (key, value) in wanted {
            switch destination.entries[key] {
            case nil: plan.creates.append(.init(key: key, value: value))
            case value?: plan.unchanged += 1
            case _?: plan.updates.append(.init(key: key, value: value))
            }
        }
        let managed = destination.entries.keys.filter { $0.hasAddress && options.keySchema.sourceKey(for: $0) != nil }
        if wanted.isEmpty, !managed.isEmpty, !options.allowEmptySource {
            throw .emptySource(managed: managed.count, variable: "\(variablePrefix)_ALLOW_EMPTY_SOURCE")
        }
        if !options.disableSecretDeletion { plan.deletes = managed.filter { wanted[$0] == nil }.sorted() }
        try checkDeletions(Set(gone).union(plan.deletes).count)
        plan.creates.sort { $0.key < $1.key }
        plan.updates.sort { $0.key < $1.key }
        return plan
    }

    /// What takes away from the destination what the source has, and no more; empty and hidden values count as well.
    package func planRemoval(
        of source: SourceSecrets, from destination: DestinationState, afterDeleting gone: [Key] = []
    ) throws(GuardRefusal) -> Plan {
        var plan = Plan()
        let named = Set(source.secrets.map { options.keySchema.destinationKey(for: $0.key) })
        plan.deletes = named.filter { destination.entries[$0] != nil }.sorted()
        try checkDeletions(Set(gone).union(plan.deletes).count)
        return plan
    }

    private func checkDeletions(_ count: Int) throws(GuardRefusal) {
        guard case .count(let allowed) = options.maxDeletions, count > allowed else { return }
        throw .tooManyDeletions(count, allowed: allowed, variable: "\(variablePrefix)_MAX_DELETIONS")
    }

    /// The destination's entries as the source wants them; an empty value is absent for Render.
    private func wantedEntries(_ source: SourceSecrets) throws(GuardRefusal) -> [Key: Secret] {
        let hidden = source.secrets.filter(\.isHidden)
        guard hidden.isEmpty else { throw .hiddenValues(hidden.map(\.key).sorted()) }
        var entries: [Key: Secret] = Dictionary(minimumCapacity: source.secrets.count)
        var twice: Set<Key> = []
        for secret in source.secrets {
            let key = options.keySchema.destinationKey(for: secret.key)
            if entries.updateValue(secret.value, forKey: key) != nil { twice.insert(key) }
        }
        if let key = twice.min() {
            let same = source.secrets.filter { options.keySchema.destinationKey(for: $0.key) == key }
            throw .collision(key, paths: same.map(\.path))
        }
        for (key, value) in entries where value.isEmpty { entries[key] = nil }
        let broken = source.secrets.filter { $0.value.exposed.unicodeScalars.contains(LoneSurrogates.mark) }
        guard broken.isEmpty else { throw .brokenText(broken.map(\.key).sorted()) }
        let unholdable = entries.keys.filter { !kind.canHold($0) }
        guard unholdable.isEmpty else { throw .unholdableKeys(unholdable.sorted(), kind) }
        return entries
    }
}

extension SyncDestination.Kind {
    /// Whether Render takes the key: letters, digits, `_`, `-` and `.`; a variable's does not begin with a digit.
    func canHold(_ key: Key) -> Bool {
        let bytes = Array(key.name.utf8)
        guard let first = bytes.first, key.hasAddress else { return false }
        if self == .env, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
