// SPDX-License-Identifier: MIT

import Basics
import SyncCore

extension SyncConfiguration {
    /// A sync of `/` of `prod` of project `p` to service `srv-1`, changed as a test wants it.
    package static func sample(
        _ name: String = "api", _ change: (inout SyncConfiguration) -> Void = { _ in }
    ) -> SyncConfiguration {
        var sync = SyncConfiguration(
            name: name, variablePrefix: "RENDER_SYNC_API", source: SyncSource(projectID: "p", environment: "prod"),
            destination: SyncDestination(scope: .service("srv-1")), renderAPIKey: RenderAPIKey(Secret("rnd_1")))
        change(&sync)
        return sync
    }
}
