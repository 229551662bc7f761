// SPDX-License-Identifier: MIT

import JSON

/// One key that differs between the two sides.
package struct DriftRow: Sendable, Equatable {
    /// What a push would do.
    package enum Change: String, Sendable {
        case create, update, delete
    }

    /// The destination key.
    package var key: Key
    /// What a push would do with it.
    package var change: Change

    package init(key: Key, change: Change) {
        self.key = key
        self.change = change
    }

    /// The rows of a plan, by key.
    static func rows(of plan: Plan) -> [DriftRow] {
        let rows =
            plan.creates.map { DriftRow(key: $0.key, change: .create) }
            + plan.updates.map { DriftRow(key: $0.key, change: .update) }
            + plan.deletes.map { DriftRow(key: $0, change: .delete) }
        return rows.sorted { $0.key < $1.key }
    }
}

extension DriftRow {
    /// A row of the report.
    var json: JSONValue {
        .object(["key": .string(key.name), "change": .string(change.rawValue)])
    }
}
