// SPDX-License-Identifier: MIT

import Configuration
import SyncCore
import Testing
import TestSupport

@Suite struct SyncNamesTests {
    /// Each list has one name that makes a variable mean two things.
    @Test(arguments: [
        // The same variables.
        "api,API", "my-api,my_api", "api,api",
        // RENDER_SYNC_A_NAME is a field of one and the JSON of the other.
        "a,a-name", "a-type,a", "a,a-webhook-secret-file",
        // RENDER_SYNC_A_SERVICE_ID is a field of one and the JSON of the other.
        "a,a-service-id",
        // Run-wide variables and defaults.
        "timeout", "log-level", "allow.http", "name", "webhook-secret", "webhook-secret-file",
        // No variable at all.
        "-", "...", ",", "",
    ])
    func aListWhoseVariablesMeanTwoThingsIsRefused(list: String) {
        let load = Load(["RENDER_SYNCS": list])
        #expect(load.faulty.contains("RENDER_SYNCS"))
        #expect(load.faulty.filter { $0 == "RENDER_SYNCS" }.count == 1)
    }

    @Test func namesThatOnlyBeginAlikeAreKept() throws {
        let load = Load([
            "RENDER_SYNCS": "api,api-2,apis", "RENDER_SYNC_API_SERVICE_ID": "srv-1",
            "RENDER_SYNC_API_2_SERVICE_ID": "srv-2",
            "RENDER_SYNC_APIS_SERVICE_ID": "srv-3",
        ])
        #expect(
            try load.configuration.syncs.map(\.destination.scope) == [
                .service("srv-1"), .service("srv-2"), .service("srv-3"),
            ])
    }
}
