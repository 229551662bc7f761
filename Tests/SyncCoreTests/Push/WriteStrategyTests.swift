// SPDX-License-Identifier: MIT

import Testing
@testable import SyncCore

@Suite struct WriteStrategyTests {
    private struct Row {
        var changes: Int
        var room = 30
        var bulk = SyncOptions.BulkWrites.auto
        var schema = KeySchema.identity
        var keepsStale = false
        var limit = DeletionLimit.standard
        var isFiltered = false
        var isService = true
        var expected: WriteStrategy
    }

    private static let schema = (try? KeySchema("A_{{secretKey}}", environment: "")) ?? .identity

    private static let rows: [Row] = [
        // Twenty changes are written one by one, one more by one call.
        Row(changes: 1, expected: .perKey), Row(changes: 20, expected: .perKey),
        Row(changes: 21, expected: .replaceAll),
        // More than the rate limit has room for.
        Row(changes: 3, room: 3, expected: .perKey), Row(changes: 4, room: 3, expected: .replaceAll),
        Row(changes: 1, room: 0, expected: .replaceAll),
        // Somebody else's keys would be carried along.
        Row(changes: 50, schema: schema, expected: .perKey), Row(changes: 50, keepsStale: true, expected: .perKey),
        // A group has no such call.
        Row(changes: 50, isService: false, expected: .perKey),
        Row(changes: 50, bulk: .always, isService: false, expected: .perKey),
        // BULK_WRITES says otherwise.
        Row(changes: 50, bulk: .never, expected: .perKey), Row(changes: 1, bulk: .always, expected: .replaceAll),
        Row(changes: 1, bulk: .always, schema: schema, keepsStale: true, expected: .replaceAll),
        // A bulk write could pass a limit, or a filter, by.
        Row(changes: 50, limit: .unlimited, expected: .replaceAll),
        Row(changes: 50, limit: .count(0), expected: .perKey),
        Row(changes: 50, limit: .percentage(30), expected: .perKey),
        Row(changes: 50, isFiltered: true, expected: .perKey),
        Row(changes: 50, bulk: .always, limit: .count(0), expected: .perKey),
        Row(changes: 50, bulk: .always, isFiltered: true, expected: .perKey),
    ]

    @Test(arguments: rows.indices)
    func theStrategyFollowsFromThePlanAndTheOptions(index: Int) {
        let row = Self.rows[index]
        var plan = Plan()
        plan.deletes = (0..<row.changes).map { Key("K\($0)") }
        var options = SyncOptions()
        options.bulkWrites = row.bulk
        options.keySchema = row.schema
        options.disableSecretDeletion = row.keepsStale
        options.maxDeletions = row.limit
        if row.isFiltered { options.keyFilter = KeyFilter(included: nil, excluded: [KeyGlob("PORT")]) }
        let allowance = WriteAllowance(count: row.room, resetsIn: .seconds(1), parallel: 6)
        let strategy = WriteStrategy.choose(
            for: plan, options: options, allowance: allowance, canReplaceAll: row.isService)
        #expect(strategy == row.expected)
    }
}
