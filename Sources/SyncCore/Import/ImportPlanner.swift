// SPDX-License-Identifier: MIT

import Basics
import JSON

/// Plans an import from Render into Infisical. Pure.
package struct ImportPlanner: Sendable {
    private let options: SyncOptions
    private let priority: ImportPriority

    package init(_ options: SyncOptions, priority: ImportPriority) {
        self.options = options
        self.priority = priority
    }

    /// What the source lacks of the managed keys and, where Render's values win, what differs. Names are stripped of
    /// the schema.
    package func plan(from destination: DestinationState, into source: SourceSecrets) throws(GuardRefusal) -> ImportPlan
    {
        let existing = Dictionary(source.secrets.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var plan = ImportPlan()
        for (destinationKey, value) in destination.entries.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            guard let key = options.keySchema.sourceKey(for: destinationKey), options.keyFilter.includes(key) else {
                continue
            }
            let entry = Entry(key: key, value: value)
            switch existing[key] {
            case nil:
                plan.creates.append(entry)
            case let secret? where priority == .destination:
                if secret.isHidden { throw .hiddenValues([key]) }
                guard secret.value != value else { continue }
                // A secret that comes from elsewhere by import is overridden by one of the folder's own.
                if source.ownKeys.contains(key) { plan.updates.append(entry) } else { plan.creates.append(entry) }
            case _?:
                continue
            }
        }
        if let tags = options.tags {
            let untagged = plan.entries.filter { existing[$0.key]?.hasTag(of: tags) != true }.map(\.key)
            guard untagged.isEmpty else { throw .untaggedImport(untagged) }
        }
        let blank = plan.entries.filter { InfisicalText.isBlank($0.value) }.map(\.key)
        guard blank.isEmpty else { throw .blankValues(blank) }
        let standIns = plan.entries.filter { InfisicalText.holdsStandIn($0.value) }.map(\.key)
        guard standIns.isEmpty else { throw .standIns(standIns) }
        let broken = plan.entries.filter { $0.value.exposed.hasLoneSurrogate }.map(\.key)
        guard broken.isEmpty else { throw .brokenText(broken) }
        return plan
    }
}
