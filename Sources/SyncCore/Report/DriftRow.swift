// SPDX-License-Identifier: MIT

import FoundationEssentials
import JSON

/// One key that differs between the two sides.
package struct DriftRow: Sendable, Equatable {
    /// What a push would do.
    package enum Change: String, Sendable {
        case create, update, delete
    }

    /// A side of a sync.
    package enum Side: String, Sendable {
        case infisical
    }

    /// The destination key.
    package var key: Key
    /// What a push would do with it.
    package var change: Change
    /// The side that changed last, where the two APIs' own times prove it; nil where they do not.
    ///
    /// Infisical dates every secret, Render a group as a whole and a service's variables not at all. A secret that is
    /// newer than the whole group changed last; a group that is newer may have changed in another key.
    package var changedLast: Side?

    /// The rows of a plan, by key.
    static func rows(
        of plan: Plan, _ source: SourceSecrets, _ destination: DestinationState, schema: KeySchema
    ) -> [DriftRow] {
        let times = Dictionary(
            source.secrets.map { (schema.destinationKey(for: $0.key), $0.changedAt) }, uniquingKeysWith: { $1 })
        func changedLast(_ key: Key) -> Side? {
            guard let there = moment(destination.changedAt), let here = moment(times[key] ?? nil) else { return nil }
            return here > there ? .infisical : nil
        }
        let rows =
            plan.creates.map { DriftRow(key: $0.key, change: .create, changedLast: changedLast($0.key)) }
            + plan.updates.map { DriftRow(key: $0.key, change: .update, changedLast: changedLast($0.key)) }
            // The source knows nothing of these, not even when it lost them.
            + plan.deletes.map { DriftRow(key: $0, change: .delete, changedLast: nil) }
        return rows.sorted { $0.key < $1.key }
    }
}

extension DriftRow {
    /// A row of the report.
    var json: JSONValue {
        var members: JSONMembers = ["key": .string(key.name), "change": .string(change.rawValue)]
        members["changedLast"] = changedLast.map { .string($0.rawValue) }
        return .object(members)
    }
}

/// A time as the two APIs write it, with or without a fraction of a second.
private func moment(_ text: String?) -> Date? {
    guard let text else { return nil }
    return [true, false].lazy
        .compactMap { try? Date.ISO8601FormatStyle(includingFractionalSeconds: $0).parse(text) }.first
}
