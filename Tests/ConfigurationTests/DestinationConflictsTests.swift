// SPDX-License-Identifier: MIT

import Testing
import TestSupport

@Suite struct DestinationConflictTests {
    private static func load(_ first: [String: String], _ second: [String: String]) -> Load {
        var variables: [String: String?] = ["RENDER_SYNCS": "a,b"]
        for (field, value) in first { variables["RENDER_SYNC_A_\(field)"] = value }
        for (field, value) in second { variables["RENDER_SYNC_B_\(field)"] = value }
        return Load(variables)
    }

    @Test(
        arguments: [
            ([:], [:]),
            // Equal schemas, also when they only become equal with the environment in them.
            (["KEY_SCHEMA": "A_{{secretKey}}"], ["KEY_SCHEMA": "A_{{secretKey}}"]),
            (["KEY_SCHEMA": "prod_{{secretKey}}"], ["KEY_SCHEMA": "{{environment}}_{{secretKey}}"]),
            // The one's keys within the other's, either way round.
            (["KEY_SCHEMA": "A_{{secretKey}}"], [:]), ([:], ["KEY_SCHEMA": "{{secretKey}}_X"]),
            (["KEY_SCHEMA": "A_{{secretKey}}"], ["KEY_SCHEMA": "A_B_{{secretKey}}"]),
            (["KEY_SCHEMA": "A_{{secretKey}}_X_Y"], ["KEY_SCHEMA": "{{secretKey}}_Y"]),
            // Neither within the other, and still a key that fits both.
            (["KEY_SCHEMA": "APP_{{secretKey}}"], ["KEY_SCHEMA": "{{secretKey}}_PROD"]),
            (["INCLUDE_KEYS": "A*"], ["INCLUDE_KEYS": "*Z"]), (["INCLUDE_KEYS": "PORT"], [:]),
            // The same destination in two ways of saying it.
            (["SCOPE": "service", "TYPE": "env"], [:]),
        ] as [([String: String], [String: String])])
    func syncsThatWouldUndoEachOtherAreRefused(first: [String: String], second: [String: String]) {
        #expect(Self.load(first, second).faulty == ["RENDER_SYNCS"])
    }

    @Test func theProblemNamesAKeyThatBothWouldManage() {
        let load = Self.load(["KEY_SCHEMA": "APP_{{secretKey}}"], ["KEY_SCHEMA": "{{secretKey}}_PROD"])
        #expect(load.problems.first?.contains("a and b would both manage keys such as APP_PROD") == true)
    }

    @Test(
        arguments: [
            ([:], ["SERVICE_ID": "srv-2"]), ([:], ["TYPE": "file"]),
            (["KEY_SCHEMA": "A_{{secretKey}}"], ["KEY_SCHEMA": "B_{{secretKey}}"]),
            (
                ["KEY_SCHEMA": "{{environment}}_{{secretKey}}"],
                ["KEY_SCHEMA": "{{environment}}_{{secretKey}}", "ENVIRONMENT": "x"]
            ),
            (["INCLUDE_KEYS": "PORT,HOST"], ["EXCLUDE_KEYS": "PORT,HOST"]),
            (["INCLUDE_KEYS": "APP_*"], ["INCLUDE_KEYS": "WEB_*"]),
            (["SCOPE": "environment-group", "ENVIRONMENT_GROUP_ID": "evg-1"], [:]),
        ] as [([String: String], [String: String])])
    func syncsOfDifferentKeysOrPlacesAreKept(first: [String: String], second: [String: String]) {
        #expect(Self.load(first, second).problems == [])
    }
}
